// All models side by side: what each partner would have been paid for under each of them.
import { request } from './api.js'
import { chosenText, creditColumn } from './credit_keys.js'
import { element, find } from './elements.js'
import { linkExports } from './exports.js'
import { formatChange, formatLike, formatMoney } from './formats.js'
import { findMoney, listCurrencies, withMinor } from './money.js'
import { fillTable, placeTables } from './tables.js'

const BY_PROGRAM = 'program'

export const compare = {
  load: (view, signal) => request('attribution/compare', view, { signal }),
  draw(answer, view) {
    const measures = listMeasures(answer)
    const tables = placeTables(find('[data-compared]'), measures.map(({ caption }) => caption))
    measures.forEach((measure, i) => fillTable(tables[i], listColumns(answer, view, measure), answer.rows))
    find('[data-left-out]').textContent = Object.entries(answer.meta.left_out).map(([model, why]) => `${nameOf(model)} is left out: ${why}.`).join(' ')
    linkExports('attribution/compare', view)
  },
}

/** Conversions, then the revenue of each currency: what a commission would be paid for. */
function listMeasures({ rows, totals, meta }) {
  const credits = [totals, ...rows].flatMap(row => meta.models.map(model => row[model]))
  const conversions = credit => credit.conversions
  return [
    ...listCurrencies(credits.map(credit => credit.revenue)).map(none => ({
      caption: `Revenue credited in ${none.currency}, by model`,
      valueOf: credit => findMoney(credit.revenue, none)?.minor ?? 0,
      format: minor => formatMoney(withMinor(none, minor)),
    })),
    { caption: `${chosenText('conversion')} credited, by model`, valueOf: conversions, format: formatLike(credits.map(conversions)) },
  ]
}

/** The programs' own model first; beside every other figure, how far it is from that one. */
function listColumns({ totals, meta }, { by }, { valueOf, format }) {
  const own = meta.models.includes(BY_PROGRAM) ? BY_PROGRAM : meta.programs[0].model
  const column = model => ({
    label: model === own && own !== BY_PROGRAM ? `${nameOf(model)} (paid)` : nameOf(model),
    value: row => valueOf(row[model]),
    cell: row => showBeside(valueOf(row[model]), valueOf(row[own]), format),
    total: format(valueOf(totals[model])),
    isFigure: true,
  })
  return [creditColumn(by), ...[own, ...meta.models.filter(model => model !== own)].map(column)]
}

function showBeside(value, own, format) {
  const isSame = Math.abs(value - own) < 1e-9
  return element('span', {}, format(value), isSame ? null : element('small', { class: 'change' }, formatChange(value, own) ?? 'not paid'))
}

const nameOf = model =>
  (model === BY_PROGRAM ? 'The programs’ (paid)' : [...find('[name=model]').options].find(option => option.value === model)?.text ?? model)
