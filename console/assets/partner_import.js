// Partners from a CSV file: first what would become of each row, then the import itself.
import { sendFile } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, sendsMail } from './elements.js'
import { formatCount } from './formats.js'
import { label } from './labels.js'
import { openResult } from './result_dialog.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'
import { toast } from './toast.js'

export function openImport({ programs }, onDone) {
  const options = programs.map(([id, name]) => [String(id), name])
  const dialog = openDialogForm({
    title: t('Import partners'), submit: t('Preview'),
    intro: t('A CSV file with the headings name, email, code and promo_codes, or as Rewardful, Tapfiliate, FirstPromoter, Post Affiliate Pro, AffiliateWP or GoAffPro export it. Nothing is stored before you have seen every row.'),
    fields: [
      { name: 'file', label: t('File'), type: 'file', isRequired: true, attributes: { accept: '.csv,.tsv,.txt,text/csv' } },
      ...(sendsMail() ? [{ name: 'mail', label: t('Mail each new partner a link to sign in'), type: 'checkbox' }] : []),
      ...(options.length > 1 ? [{ name: 'program', label: t('Program of new partners'), isRequired: true, options }] : []),
    ],
    act: async ({ program = '', mail }) => {
      const [content] = dialog.querySelector('[type=file]').files
      const parameters = { format: 'csv', program, ...(mail ? { mail: 1 } : {}) }
      return { content, parameters, answer: await send(content, { ...parameters, preview: 1 }) }
    },
    onDone: preview => showPreview(preview, onDone),
  })
}

const send = (file, parameters) => sendFile('partners/imports', parameters, file)

function showPreview({ content, parameters, answer }, onDone) {
  const count = answer.created + answer.extended
  const go = element('button', { type: 'button', data: { importNow: '' } }, t('Import {number}', { number: formatCount(count) }))
  const problem = element('p', { class: 'notice', role: 'alert', hidden: true })
  const dialog = openResult({
    title: t('Preview of the import'), isLarge: true, intro: summarise(answer),
    content: [drawRows(answer.rows), problem], actions: count ? [go] : [],
  })
  go.addEventListener('click', async () => {
    go.disabled = true
    try {
      const done = await send(content, parameters)
      dialog.close()
      toast(t('Imported: {summary}', { summary: summarise(done) }))
      onDone(done)
    } catch (error) {
      problem.textContent = t('Nothing was imported. {problem}', { problem: error.message })
      problem.hidden = false
      go.disabled = false
    }
  })
}

const summarise = answer => [
  ...['created', 'extended', 'unchanged', 'refused'].map(name => t('{number} {outcome}', { number: formatCount(answer[name]), outcome: label('import_outcome', name).toLowerCase() })),
  ...(answer.mailed ? [t('{number} invited by mail', { number: formatCount(answer.mailed) })] : []),
].join(', ')

const order = ['refused', 'created', 'extended', 'unchanged']

function drawRows(rows) {
  const table = element('table', {}, element('caption', {}, t('Every row, refused ones first')))
  fillTable(table, [
    { label: t('Line'), value: row => row.line, isFigure: true },
    { label: t('Partner'), value: row => row.name, cell: row => row.name || '–' },
    { label: t('Outcome'), value: row => row.outcome, cell: row => element('span', { class: 'badge', data: { tone: row.outcome === 'refused' ? 'bad' : row.outcome === 'unchanged' ? 'quiet' : 'good' } }, label('import_outcome', row.outcome)) },
    { label: t('Why'), value: row => row.problem, cell: row => row.problem ? `${row.field === 'line' ? '' : `${row.field}: `}${row.problem}` : [...row.codes, ...row.promo_codes].join(', ') },
  ], [...rows].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.line - b.line))
  return element('div', { class: 'scroll', role: 'region', 'aria-label': t('Every row'), tabindex: 0 }, table)
}
