// One program: what its partners earn now, all versions of its terms, and a form for the next one.
import { request } from './api.js'
import { startApplicationForm } from './application_form.js'
import { badge } from './badge.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label } from './labels.js'
import { language } from './locales.js'
import { digitsOf, parseMinor } from './money_columns.js'
import { bindPageForm } from './page_form.js'
import { loadInto, showEmpty } from './states.js'
import { bindTermsForm } from './terms_form.js'
import { meanings } from './terms_fields.js'
import { bindPreview, drawSample, drawWords, listSentences } from './terms_preview.js'
import { t, tn } from './texts.js'
import { toast } from './toast.js'

const FIRST_RULES = { rewards: [{ id: 'sale', event: 'sale', percent: '10' }] }
const PAUSE_MS = 250

export async function startProgram() {
  const place = find('[data-program]')
  const page = { id: Number(place.dataset.program), currency: place.dataset.money, versions: [], present: null, rules: null, digits: null }
  startApplicationForm(page.id)
  bindFriends(page.id)
  await load(page)
  find('[data-new-terms]')?.addEventListener('click', () => openEditor(page))
  find('[data-cancel-terms]').addEventListener('click', () => closeEditor())
  if (find('[data-new-terms]') && new URLSearchParams(location.search).get('terms') === 'new') openEditor(page)
}

function bindFriends(programId) {
  const form = find('[data-friends-form]')
  if (form) bindPageForm(form, ({ friends }) => request(`programs/${programId}`, {}, { method: 'PATCH', body: { friends: Boolean(friends) } }))
}

const load = page => loadInto(find('[data-versions]'), () => request('terms', { language }), ({ rows }, place) => {
  page.versions = rows.filter(row => row.program_id === page.id)
  page.present = page.versions.find(row => row.is_in_force) ?? null
  drawPresent(page)
  drawVersions(page, place)
  const button = find('[data-new-terms]')
  if (button) button.hidden = false
})

function drawPresent(page) {
  const { present } = page
  const place = find('[data-present]')
  if (!present) showEmpty(place, t('No terms yet'), t('Nobody earns by this program until it has terms. The first ones hold for its past too.'))
  else place.replaceChildren(listSentences(present.sentences))
  find('[data-rule]').replaceChildren(...(present ? [describeRule(present.rules)] : [element('p', { class: 'quiet' }, t('The terms say it.'))]))
  if (present) compareReports(page)
}

const attributionOf = ({ model = 'last_click', window_days: days = 30, priority = 'click', hold_days: hold = 30, recurring }) =>
  ({ model, window_days: days, priority, hold_days: hold, keeps_customer_months: recurring ? recurring.limit_months ?? 120 : 0 })

// The figures of reports follow the program, money follows its terms: where they differ, two pages show two things.
async function compareReports(page) {
  const program = await request(`programs/${page.id}`)
  const wanted = attributionOf(page.present.rules)
  if (Object.entries(wanted).every(([name, value]) => program[name] === value)) return
  const follow = element('button', { type: 'button', class: 'plain' }, t('Use the rule of the terms in reports'))
  follow.addEventListener('click', () => openDialogForm({
    title: t('Use the rule of the terms in reports?'), submit: t('Use it'), intro: t('The figures of reports change for all of the past. What partners earn does not change.'),
    path: `programs/${page.id}`, method: 'PATCH', makeBody: () => wanted,
    onDone: () => {
      toast(t('Reports follow the terms now'))
      drawPresent(page)
    },
  }))
  const months = program.keeps_customer_months
  const model = label('model', program.model).toLowerCase()
  const clicks = tn('clicks of {number} day', 'clicks of {number} days', program.window_days)
  const customers = months ? tn('a customer kept for {number} month', 'a customer kept for {number} months', months) : t('no customer kept')
  const text = t('Reports credit by another rule: {model}, {clicks}, {customers}. So their figures may differ from what is paid.', { model, clicks, customers })
  find('[data-rule]').append(element('div', { class: 'notice' }, element('p', {}, text), find('[data-new-terms]') ? element('p', { class: 'actions' }, follow) : null))
}

function describeRule({ model = 'last_click', window_days: days = 30, priority = 'click', recurring }) {
  const facts = [
    [t('Attribution'), `${label('model', model)}. ${meanings[model] ?? ''}`],
    [t('Window'), tn('A click counts for {number} day.', 'A click counts for {number} days.', days)],
    [t('Goes first'), `${label('priority', priority)}. ${meanings[priority]}`],
    [t('Keeps the customer'), describeKept(recurring)],
  ]
  return element('dl', { class: 'facts-list' }, ...facts.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]))
}

function describeKept(recurring) {
  if (!recurring) return t('No: each sale is credited by its own clicks.')
  if (!recurring.limit_months) return t('Yes, without end. Months and payments count from then on.')
  return tn('Yes, for {number} month from the first paid sale. Months and payments count from then on.', 'Yes, for {number} months from the first paid sale. Months and payments count from then on.', recurring.limit_months)
}

function drawVersions({ versions, present }, place) {
  if (!versions.length) return place.append(element('p', { class: 'quiet' }, t('None yet.')))
  const timezone = document.body.dataset.timezone
  place.append(...[...versions].reverse().map(row => element('details', { class: 'version' },
    element('summary', {}, `${nameVersion(row, timezone)} `,
      row === present ? badge('partner_status', 'active', { text: t('In force') })
        : new Date(row.valid_from) > new Date() ? badge('payout_state', 'draft', { text: t('Planned') }) : ''),
    element('p', { class: 'quiet' }, t('Saved {time}', { time: formatInstant(row.saved_at, timezone) })),
    listSentences(row.sentences, present && row !== present ? present.sentences : null))))
}

function nameVersion({ version: number, valid_from: from }, timezone) {
  if (from.startsWith('2000')) return t('Version {number}, since the beginning', { number })
  return t('Version {number}, from {time}', { number, time: formatInstant(from, timezone) })
}

async function openEditor(page) {
  const editor = find('[data-editor]')
  if (!editor.hidden) return
  // How many digits the currency has, the API knows: a browser's own list differs.
  page.digits ??= digitsOf((await request('terms/sample', {}, { body: { rules: FIRST_RULES, minor: 10000 } })).sale)
  editor.hidden = false
  find('[data-new-terms]').hidden = true
  const { valid_from: _, ...rules } = structuredClone(page.present?.rules ?? FIRST_RULES)
  const sample = makeSampler(page)
  if (!page.isBound) {
    bindPreview(() => ({ rules: withoutDate(page.rules), program_id: page.id }))
    find('[data-save-terms]').addEventListener('click', () => save(page))
    find('[data-sample-amount]').addEventListener('input', sample)
    page.isBound = true
  }
  bindTermsForm(find('[data-terms-form]'), rules, {
    currency: page.currency,
    digits: page.digits,
    onChange: (made, isRight) => {
      page.isRight = isRight
      if (!isRight) return
      page.rules = made
      sample()
    },
  })
  find('#editor-title').focus()
}

function closeEditor() {
  find('[data-editor]').hidden = true
  find('[data-new-terms]').hidden = false
  find('[data-new-terms]').focus()
}

// Words and sample follow the form a moment after the last input.
function makeSampler(page) {
  let timer, controller
  const ask = async () => {
    controller?.abort()
    controller = new AbortController()
    const minor = parseMinor(find('[data-sample-amount]').value, page.digits)
    try {
      const sample = await request('terms/sample', { language }, { body: { rules: withoutDate(page.rules), minor: minor ?? 0 }, signal: controller.signal })
      drawWords(find('[data-words]'), sample.sentences, page.present?.sentences ?? [])
      drawSample(find('[data-sample]'), sample)
      showProblem('')
    } catch (error) {
      if (error.name !== 'AbortError') showProblem(error.message)
    }
  }
  return () => {
    clearTimeout(timer)
    timer = setTimeout(ask, PAUSE_MS)
  }
}

function save(page) {
  if (!page.isRight) {
    showProblem(t('Some fields of the form are not right yet.'))
    return find('[data-terms-form] [aria-invalid]')?.focus()
  }
  const from = page.rules.valid_from
  openDialogForm({
    title: t('Save as a new version?'), submit: t('Save'),
    intro: explainSaving(page.present, from && formatInstant(from, document.body.dataset.timezone)),
    act: () => request('terms', {}, { body: { rules: page.rules, program_id: page.id } }),
    onDone: async ({ version }) => {
      toast(t('Version {number} is saved', { number: version }))
      find('[data-editor]').hidden = true
      find('[data-versions]').replaceChildren()
      await load(page)
      find('[data-new-terms]').focus()
    },
  })
}

function explainSaving(present, time) {
  if (!present) return t('These are the first terms of the program: they hold for its past too. A saved version never changes.')
  if (!time) return t('It holds for sales from now on. Sales before keep their terms. A saved version never changes.')
  return t('It holds for sales from {time} on. Sales before keep their terms. A saved version never changes.', { time })
}

function withoutDate({ valid_from: _, ...rules }) {
  return rules
}

function showProblem(text) {
  const line = find('[data-terms-problem]')
  line.textContent = text
  line.hidden = !text
}
