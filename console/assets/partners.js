// All partners of the site side by side, also those without events: searched, filtered, changed many at once.
import { request } from './api.js'
import { badge } from './badge.js'
import { readChoices } from './choices.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatCount, formatShare, nameModel } from './formats.js'
import { revenueColumns } from './money.js'
import { openAct } from './partner_acts.js'
import { openCreatePartner } from './partner_form.js'
import { openImport } from './partner_import.js'
import { drawPartnerTotals } from './partner_totals.js'
import { loadPreviousTotals, findPreviousTotals } from './previous_period.js'
import { startReport } from './report.js'
import { RowChoice } from './row_choice.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'

const PAGE_ROWS = 200
const nothing = { clicks: 0, visitors: 0, leads: 0, sales: 0, conversion_rate: null, revenue: [] }

export function startPartners() {
  const choices = readChoices()
  const state = { limit: PAGE_ROWS, choice: null, answer: null, view: null }
  const reload = () => find('[data-filters]').dispatchEvent(new Event('change'))
  if (choices.isOwner) {
    state.choice = new RowChoice('#partners', row => row.partner_id, row => row.name, drawBulk)
    bindActs(state, choices, reload)
  }
  find('[data-more]').addEventListener('click', () => {
    state.limit += PAGE_ROWS
    reload()
  })
  startReport({
    load: (view, signal) => load(view, signal, state.limit),
    loadLater: view => [signal => loadPreviousTotals('partners/stats', totalsOf(view), signal)],
    draw: (answer, view) => draw(answer, view, state.choice),
    isEmpty: ({ list }) => !list.total && !isFiltered(),
  })
}

async function load(view, signal, limit) {
  const { text, status, kind, group, tag } = view
  const [list, stats] = await Promise.all([
    request('partners', { text, status, kind, group, tag, sort: 'name', limit }, { signal }),
    request('partners/stats', totalsOf(view), { signal }),
  ])
  return { ...stats, list, before: findPreviousTotals('partners/stats', totalsOf(view)) }
}

const totalsOf = ({ from, to, tz, currency, compare }) => ({ from, to, tz, currency, compare, interval: 'total' })
const FILTERS = ['text', 'status', 'kind', 'group', 'tag']
const isFiltered = () => FILTERS.some(name => find('[data-filters]').elements[name]?.value)

function draw({ list, rows, totals, meta, before }, view, choice) {
  const figures = new Map(rows.map(row => [row.partner_id, row]))
  // Archived ones are shown to whoever asks for them.
  const isShown = row => row.status !== 'archived' || view.status === 'archived' || view.text
  const shown = list.rows.filter(isShown).map(row => ({ ...nothing, ...figures.get(row.partner_id), ...row }))
  drawPartnerTotals(totals, before, view)
  find('#partners caption').textContent = t('Credit by {model}', { model: nameModel(meta) })
  const sorted = sortPartners(shown)
  fillTable(find('#partners'), [...(choice?.columns() ?? []), ...listColumns(sorted)], sorted)
  choice?.drawAll(sorted)
  find('[data-none]').hidden = shown.length > 0
  find('[data-more]').hidden = !list.next_cursor
  linkExports('partners/stats', totalsOf(view))
}

/** By money, then sales, then clicks, then name; a heading that is pressed sorts otherwise. */
function sortPartners(rows) {
  const [{ value: revenueOf }] = revenueColumns(rows)
  return [...rows].sort((a, b) =>
    (revenueOf(b) ?? 0) - (revenueOf(a) ?? 0) || b.sales - a.sales || b.clicks - a.clicks || a.name.localeCompare(b.name))
}

function listColumns(rows) {
  const count = (label, name, more = {}) => ({ label, value: row => row[name], format: formatCount, isFigure: true, ...more })
  return [
    { label: t('Partner'), value: row => row.name, cell: showPartner },
    { label: t('Status'), value: row => row.status, cell: row => badge('partner_status', row.status) },
    ...revenueColumns(rows),
    count(t('Sales'), 'sales'),
    count(t('Leads'), 'leads', { isWide: true }),
    count(t('Clicks'), 'clicks'),
    { label: t('Sales rate'), value: row => row.conversion_rate, format: formatShare, isFigure: true, isWide: true },
    { label: t('Group and tags'), value: row => row.group, cell: showLabels, isWide: true },
  ]
}

function showPartner({ partner_id: id, name, code }) {
  return element('span', {}, element('a', { href: `/partners/${id}${keepPeriod()}` }, name), element('small', { class: 'under' }, code))
}

// The filters of the list mean nothing on the partner's page.
function keepPeriod() {
  const address = new URLSearchParams(location.search)
  for (const name of FILTERS) address.delete(name)
  return address.size ? `?${address}` : ''
}

const showLabels = ({ kind, group, tags }) => element('span', { class: 'labels' },
  kind === 'friend' ? badge('partner_kind', kind) : null, group ? element('b', {}, group) : null, ...tags.map(tag => element('span', { class: 'badge' }, tag)))

function drawBulk(chosen) {
  find('[data-bulk]').hidden = !chosen.length
  find('[data-chosen]').textContent = chosen.length ? t('{number} selected', { number: formatCount(chosen.length) }) : ''
}

function bindActs({ choice }, choices, reload) {
  find('[data-create]').addEventListener('click', () => openCreatePartner(choices, reload))
  find('[data-import]').addEventListener('click', () => openImport(choices, reload))
  find('[data-bulk]').addEventListener('click', ({ target }) => {
    if (!target.dataset.act) return
    const chosen = choice.rows.filter(row => choice.chosen.has(row.partner_id))
    openAct(target.dataset.act, chosen, refused => {
      choice.clear()
      showRefused(refused)
      reload()
    })
  })
}

function showRefused(refused) {
  const notice = find('[data-refused]')
  notice.hidden = !refused.length
  notice.replaceChildren(...refused.map(({ name, problem }) => element('p', {}, t('{name} was not changed. {problem}', { name, problem }))))
}
