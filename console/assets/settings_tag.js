// Settings of the site, the tag: to copy, whether it works, and the latest event of each host.
import { find } from './elements.js'
import { label } from './labels.js'
import { describeAge, followEvents, seenLine } from './live_events.js'
import { fillTable } from './tables.js'
import { bindTestClick } from './test_click.js'
import { t, tc } from './texts.js'

export function startTag() {
  const { site } = document.body.dataset
  followEvents(site, {}, draw)
  if (find('[data-test-click]')) bindTestClick(site)
}

function draw(rows) {
  if (rows.length) find('[data-live-line]').replaceChildren(...seenLine(rows[0]))
  find('#hosts').closest('.scroll').hidden = !rows.length
  fillTable(find('#hosts'), [
    { label: t('Host'), value: row => row.host || t('Your server') },
    { label: t('Last'), value: row => row.received_at, format: describeAge },
    { label: t('What'), value: row => label('event_type', row.type) },
    { label: t('Page'), value: row => row.path, isWide: true },
    { label: tc('reporter', 'By'), value: row => label('source', row.source), isWide: true },
    { label: t('Events in a week'), value: row => row.events, isFigure: true },
  ], rows)
}
