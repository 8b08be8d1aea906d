// The allow list: what the rules ignore, until when and why; adds and ends entries.
import { request } from './api.js'
import { element, find } from './elements.js'
import { formatInstant } from './formats.js'
import { label, listOptions } from './labels.js'
import { bindForm } from './decision_form.js'
import { shiftDay } from './periods.js'
import { fillTable } from './tables.js'
import { t } from './texts.js'

export function makeAllowances() {
  const form = find('[data-allow]')
  form.elements.kind.append(...listOptions('allowance_kind').map(([value, word]) => element('option', { value }, word)))
  bindForm(form, allow)
  return { load: (_, signal) => request('fraud/allowances', {}, { signal }), draw }
}

function draw({ rows }, { tz }) {
  find('[data-no-allowances]').hidden = rows.length > 0
  const isExpired = ({ valid_to: end }) => new Date(end) < new Date()
  fillTable(find('#allowances'), [
    { label: t('Kind'), value: row => label('allowance_kind', row.kind) },
    { label: t('Value'), value: row => row.value },
    { label: t('Until'), value: row => row.valid_to, cell: row => (isExpired(row) ? t('{time} (expired)', { time: formatInstant(row.valid_to, tz) }) : formatInstant(row.valid_to, tz)) },
    { label: t('Why'), value: row => row.why },
    ...(find('[data-allow]').hidden ? [] : [{ label: '', cell: endButton }]),
  ], rows)
}

async function allow() {
  const { kind, value, through, why } = find('[data-allow]').elements
  const validTo = `${shiftDay(through.value, 1)}T00:00:00Z`
  await request('fraud/allowances', {}, { body: { kind: kind.value, value: value.value, valid_to: validTo, why: why.value } })
  value.value = ''
  reload()
  return t('Added; takes effect with the next fraud run')
}

function endButton({ allowance_id: id, value }) {
  const button = element('button', { type: 'button', class: 'link', 'aria-label': t('End: {value}', { value }) }, t('End'))
  button.addEventListener('click', async () => {
    try {
      await request(`fraud/allowances/${id}`, {}, { method: 'DELETE' })
      reload()
    } catch (error) {
      find('[data-allow] [data-status]').textContent = error.message
    }
  })
  return button
}

const reload = () => find('[data-filters]').dispatchEvent(new Event('change'))
