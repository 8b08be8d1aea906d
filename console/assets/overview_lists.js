// Who and what brought the sales, what waits for somebody, and the first steps of a new site.
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { label, nameCountry } from './labels.js'
import { formatAll, revenueColumns } from './money.js'
import { fillTable } from './tables.js'
import { t, tn } from './texts.js'

export function drawTables({ partners, sources, countries }) {
  const count = (text, name) => ({ label: text, value: row => row[name], format: formatCount, isFigure: true })
  fillTable(find('#partners'), [
    { label: t('Partner'), value: row => row.name, cell: row => element('a', { href: `/partners/${row.partner_id}${location.search}` }, row.name) },
    ...revenueColumns(partners),
    count(t('Sales'), 'sales'),
  ], partners)
  const places = [['#sources', sources, { label: t('Channel'), value: row => nameSource(row.channel) }],
    ['#countries', countries, { label: t('Country'), value: row => nameCountry(row.country) }]]
  for (const [table, rows, first] of places) {
    fillTable(find(table), [first, ...revenueColumns(rows), count(t('Sales'), 'sales'), count(t('Clicks'), 'clicks')], rows)
  }
}

const kept = { unattributed: t('Not a partner sale'), '(kept customer)': t('Kept customers'), '(inactive partner)': t('Inactive partners') }
const nameSource = channel => Object.hasOwn(kept, channel) ? kept[channel] : label('channel', channel)

export function drawTasks(waiting) {
  const { applications, held_orders: held, held: heldMoney, payout_runs: runs, payout_requests: requests, payable,
    unmatched_refunds: refunds } = waiting
  const tasks = [
    applications > 0 && task('/partners/applications', tn('{number} application waits for a decision', '{number} applications wait for a decision', applications, shown(applications))),
    runs > 0 && task('/payouts?tab=runs', tn('{number} payout run waits for approval', '{number} payout runs wait for approval', runs, shown(runs)), formatAll(payable)),
    requests > 0 && task('/payouts', tn('{number} partner asks for a payout', '{number} partners ask for a payout', requests, shown(requests))),
    held > 0 && task('/fraud', tn('{number} order is held for review', '{number} orders are held for review', held, shown(held)), formatAll(heldMoney)),
    refunds > 0 && task('/payouts?tab=refunds', tn('{number} refund of an unknown order', '{number} refunds of unknown orders', refunds, shown(refunds))),
  ].filter(Boolean)
  find('[data-tasks]').replaceChildren(...(tasks.length ? tasks : [element('li', {}, t('Nothing waits for you.'))]))
}

const shown = count => ({ number: formatCount(count) })

function task(path, text, money) {
  return element('li', {}, linkTo(path, text), money ? element('span', {}, money) : null)
}

// A link where the navigation has the page, or the one that it is below.
function linkTo(path, text) {
  const address = new URL(path, location.origin)
  const page = `/${address.pathname.split('/')[1]}`
  const entry = find(`[data-sidebar] a[href^="${page}?"]`)
  if (!entry) return element('span', {}, text)
  for (const [name, value] of new URL(entry.href).searchParams) address.searchParams.set(name, value)
  return element('a', { href: `${address.pathname}${address.search}` }, text)
}

export function drawSetup(setup) {
  find('[data-setup]').hidden = !setup
  if (!setup) return
  const steps = [
    [setup.tag, t('Paste the tag into every page of the shop')],
    [setup.event, t('Open the shop: its first event arrives here a moment later')],
    [setup.partner, linkTo('/partners', t('Create the first partner'))],
    [setup.terms, linkTo('/programs', t('Say what the program pays: save its terms'))],
    [false, linkTo('/settings/tag', t('The first sale'))],
  ]
  find('[data-steps]').replaceChildren(...steps.map(([isDone, text]) =>
    element('li', { data: { done: Boolean(isDone) } }, element('span', {}, text, isDone ? element('span', { class: 'sr' }, ` ${t('(done)')}`) : null))))
  find('[data-tag-to-copy]').hidden = setup.tag
}
