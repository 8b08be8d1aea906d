// The log of changes, of a site or of the installation: who, when, what; more rows on request.
import { request } from './api.js'
import { sentences } from './change_words.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable } from './tables.js'
import { t, tc } from './texts.js'

const PAGE = 50
const makers = { mail: t('By mail'), page: t('The public page'), signed: t('The shop’s own page'), command: t('On the server'), setup: t('First setup'), '': 'prm' }

export const startChanges = () => start('changes')
export const startInstallationChanges = () => start('installation/changes')

function start(path) {
  const filter = find('[data-change-filter]')
  const more = find('[data-more]')
  let rows = []
  const load = cursor => loadInto(find('[data-changes]'), () => request(path, { limit: PAGE, cursor, change_of: filter?.elements.change_of.value }), (answer, place) => {
    rows = cursor ? [...rows, ...answer.rows] : answer.rows
    more.hidden = !answer.next_cursor
    more.dataset.cursor = answer.next_cursor ?? ''
    draw(place, rows)
  })
  filter?.elements.change_of.append(...listOptions('change_of').map(([value, text]) => element('option', { value }, text)))
  filter?.addEventListener('change', () => load())
  more.addEventListener('click', () => load(more.dataset.cursor))
  load()
}

function draw(place, rows) {
  if (!rows.length) return showEmpty(place, t('Nothing was changed'), t('What is changed from now on is noted here.'))
  const table = element('table', { id: 'changes' }, element('caption', { id: 'changes-caption' }, t('Changes, the latest first')))
  place.append(element('div', { class: 'scroll', role: 'region', 'aria-labelledby': 'changes-caption', tabindex: 0 }, table))
  fillTable(table, [
    { label: t('When'), value: row => row.at, format: formatInstant },
    { label: t('Who'), value: nameAuthor },
    { label: t('What'), value: describeSubject },
    { label: t('Change'), value: row => label('act', row.act), cell: describeChange },
  ], rows)
}

const nameAuthor = row => row.author_name || makers[row.author] || row.author.replace(':', ' ')
const describeSubject = row => `${label('change_of', row.subject)} ${row.subject_name || row.subject_id}`

// Of what is new its name says enough, but for these.
const SAID_OF_NEW = ['role', 'scopes', 'kind']
const lists = { role: 'role', scopes: 'scope', kind: 'erasure_kind', model: 'model', priority: 'priority', status: 'partner_status', stage: 'lead_stage', sales_from: 'conversions_from', leads_from: 'conversions_from' }

function describeChange(row) {
  const isNew = row.act === 'created'
  const values = row.fields.filter(name => !isNew || SAID_OF_NEW.includes(name)).map(name => {
    const field = nameField(name)
    if (isNew) return show(name, row.after[name])
    if (!(name in row.after) && !(name in row.before)) return field
    return `${field}: ${show(name, row.before[name])} → ${show(name, row.after[name])}`
  })
  return [label('act', row.act), values.join(', ')].filter(Boolean).join(' · ')
}

function nameField(name) {
  const word = sentences.change_field[name]
  return word ? tc('change_field', word) : name.replace(/_id$/, '').replaceAll('_', ' ')
}

function show(name, value) {
  const known = lists[name]
  if (!known || value == null) return showPlain(value)
  return [value].flat().map(each => label(known, each)).join(', ')
}

const showPlain = value => (value == null || value === '' ? t('nothing') : Array.isArray(value) ? value.join(' ') || t('none') : value === true ? t('yes') : value === false ? t('no') : String(value))
