// Who and what brought the sales, what waits for somebody, and the first steps of a new site.
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { label, nameCountry } from './labels.js'
import { formatAll, revenueColumns } from './money.js'
import { fillTable } from './tables.js'

export function drawTables({ partners, sources, countries }) {
  const count = (text, name) => ({ label: text, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(find('#partners'), [
    { label: 'Partner', value: row => row.name, cell: row => element('a', { href: `/partners/${row.partner_id}${location.search}` }, row.name) },
    ...revenueColumns(partners),
    count('Sales', 'sales'),
  ], partners)
  const places = [['#sources', sources, { label: 'Channel', value: row => nameSource(row.channel) }],
    ['#countries', countries, { label: 'Country', value: row => nameCountry(row.country) }]]
  for (const [table, rows, first] of places) {
    fillTable(find(table), [first, ...revenueColumns(rows), count('Sales', 'sales'), count('Clicks', 'clicks')], rows)
  }
}

const kept = { unattributed: 'Not a partner sale', '(kept customer)': 'Kept customers', '(inactive partner)': 'Inactive partners' }
const nameSource = channel => kept[channel] ?? label('channel', channel)

export function drawTasks(waiting) {
  const { applications, held_orders: held, held: heldMoney, payout_runs: runs, payout_requests: requests, payable,
    unmatched_refunds: refunds } = waiting
  const tasks = [
    applications > 0 && task('/partners/applications', plural(applications, 'application waits for a decision', 'applications wait for a decision')),
    runs > 0 && task('/payouts?tab=runs', plural(runs, 'payout run waits for approval', 'payout runs wait for approval'), formatAll(payable)),
    requests > 0 && task('/payouts', plural(requests, 'partner asks for a payout', 'partners ask for a payout')),
    held > 0 && task('/fraud', plural(held, 'order is held for review', 'orders are held for review'), formatAll(heldMoney)),
    refunds > 0 && task('/payouts?tab=refunds', plural(refunds, 'refund of an unknown order', 'refunds of unknown orders')),
  ].filter(Boolean)
  find('[data-tasks]').replaceChildren(...(tasks.length ? tasks : [element('li', {}, 'Nothing waits for you.')]))
}

const plural = (count, one, many) => `${formatCount(count)} ${count === 1 ? one : many}`

function task(path, text, money) {
  return element('li', {}, linkTo(path, text), money ? element('span', {}, money) : null)
}

// A link where the navigation has the page, or the one that it is below.
function linkTo(path, text) {
  const address = new URL(path, location.origin)
  const [page] = address.pathname.match(/^\/[^/]+/)
  const entry = find(`[data-sidebar] a[href^="${page}?"]`)
  if (!entry) return element('span', {}, text)
  for (const [name, value] of new URL(entry.href).searchParams) address.searchParams.set(name, value)
  return element('a', { href: `${address.pathname}${address.search}` }, text)
}

export function drawSetup(setup) {
  find('[data-setup]').hidden = !setup
  if (!setup) return
  const steps = [
    [setup.tag, 'Paste the tag into every page of the shop'],
    [setup.event, 'Open the shop: its first event arrives here a moment later'],
    [setup.partner, linkTo('/partners', 'Create the first partner')],
    [setup.terms, linkTo('/programs', 'Say what the program pays: save its terms')],
    [false, 'The first sale'],
  ]
  find('[data-steps]').replaceChildren(...steps.map(([isDone, text]) =>
    element('li', { data: { done: Boolean(isDone) } }, element('span', {}, text, isDone ? element('span', { class: 'sr' }, ' (done)') : null))))
  find('[data-tag-to-copy]').hidden = setup.tag
}
