// The installation: each part, whether it is fine, and what to do where it is not.
import { request } from './api.js'
import { element, find } from './elements.js'
import { label } from './labels.js'
import { language } from './locales.js'
import { loadInto } from './states.js'

const EVERY_MS = 15000
const rank = { away: 0, attention: 1, fine: 2 }

export async function startInstallationHealth() {
  await loadInto(find('[data-rows]'), () => request('installation/health', { language }), draw)
  setTimeout(startInstallationHealth, EVERY_MS)
}

function draw({ rows }, place) {
  const sorted = [...rows].sort((a, b) => rank[a.state] - rank[b.state])
  place.append(element('ul', { class: 'health-list' }, ...sorted.map(row => element('li', {},
    element('span', { class: 'dot', role: 'img', 'aria-label': label('health_state', row.state), data: { state: row.state } }),
    element('b', {}, label('health_part', row.part)),
    element('span', {}, row.answer),
    row.remedy ? element('span', { class: 'remedy' }, ...writeRemedy(row.remedy)) : null))))
}

// Commands stand between backticks in it.
const writeRemedy = text => text.split('`').map((part, i) => (i % 2 ? element('code', {}, part) : part))
