// All models side by side: what each partner would be credited with under each of them.
import { request } from './api.js'
import { chosenText, creditColumn } from './credit_keys.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatChange, formatLike, formatMoney } from './formats.js'
import { findMain, findMoney, showMoney } from './money.js'
import { fillTable, placeTables } from './tables.js'
import { t } from './texts.js'

const BY_PROGRAM = 'program'

export const compare = {
  load: (view, signal) => request('attribution/compare', view, { signal }),
  draw(answer, view) {
    const measures = listMeasures(answer)
    const tables = placeTables(find('[data-compared]'), measures.map(({ caption }) => caption))
    measures.forEach((measure, i) => fillTable(tables[i], listColumns(answer, view, measure), answer.rows))
    find('[data-left-out]').textContent = Object.entries(answer.meta.left_out).map(([model, why]) => t('{model} is left out: {reason}.', { model: nameOf(model), reason: why })).join(' ')
    linkExports('attribution/compare', view)
  },
}

/** Revenue first: what a commission would be computed from; then conversions. */
function listMeasures({ rows, totals, meta }) {
  const credits = [totals, ...rows].flatMap(row => meta.models.map(model => row[model]))
  const conversions = credit => credit.conversions
  const main = findMain(meta.models.slice(0, 1).map(model => totals[model].revenue))
  const revenue = {
    caption: t('Revenue credited, by model'),
    valueOf: credit => findMoney(credit.revenue, main)?.minor ?? 0,
    show: credit => (credit.revenue.length ? showMoney(credit.revenue, main) : formatMoney(main)),
  }
  const formatCredit = formatLike(credits.map(conversions))
  return [
    ...(main ? [revenue] : []),
    { caption: t('{figures} credited, by model', { figures: chosenText('conversion') }), valueOf: conversions, show: credit => formatCredit(conversions(credit)) },
  ]
}

/** The programs' own model first; beside every other figure, how far it is from that one. */
function listColumns({ totals, meta }, { by }, { valueOf, show }) {
  const own = meta.models.includes(BY_PROGRAM) ? BY_PROGRAM : meta.programs[0].model
  const column = model => ({
    label: model === own && own !== BY_PROGRAM ? t('{model} (in use)', { model: nameOf(model) }) : nameOf(model),
    value: row => valueOf(row[model]),
    cell: row => showBeside(show(row[model]), valueOf(row[model]), valueOf(row[own])),
    total: show(totals[model]),
    isFigure: true,
  })
  return [creditColumn(by), ...[own, ...meta.models.filter(model => model !== own)].map(column)]
}

function showBeside(shown, value, own) {
  const isSame = Math.abs(value - own) < 1e-9
  return element('span', {}, shown, isSame ? null : element('small', { class: 'change' }, formatChange(value, own) ?? t('not credited')))
}

const nameOf = model =>
  (model === BY_PROGRAM ? t('The programs’ (in use)') : [...find('[name=model]').options].find(option => option.value === model)?.text ?? model)
