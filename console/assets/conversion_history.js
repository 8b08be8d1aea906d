// What happened to a conversion, when and by whom, a sentence each.
import { element } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'

export function drawHistory(rows) {
  const { timezone } = document.body.dataset
  return [element('ol', { class: 'history' }, ...rows.map(row => element('li', {},
    describe(row), row.note ? element('span', { class: 'notes' }, `: ${row.note}`) : null,
    element('small', { class: 'under' }, [formatInstant(row.at, timezone), nameAuthor(row)].filter(Boolean).join(' · ')))))]
}

const sentences = {
  made: ({ source, amount }) => `Reported by the ${source ? label('source', source).toLowerCase() : 'shop'}${amount?.minor ? `, ${formatMoney(amount)}` : ''}`,
  reported_again: ({ word, source }) => `Reported by the ${label('source', source).toLowerCase()} again: ${label('duplicate_reason', word)}`,
  refund: ({ amount, is_total: isTotal }) => (amount ? `${isTotal ? 'Refunded so far' : 'Refunded'}: ${formatMoney(amount)}` : 'Refunded whole'),
  dispute: ({ word, amount }) => `${label('dispute_state', word)}${amount?.minor ? `: ${formatMoney(amount)}` : ''}`,
  decision: ({ word }) => label('review_word', word),
  stage: ({ word }) => `Stage: ${label('lead_stage', word)}`,
  assigned: ({ word }) => (word ? `Assigned to ${word}` : 'Assigned to nobody'),
  note: () => 'The note was changed',
}

const describe = row => sentences[row.kind](row)

const nameAuthor = ({ by, by_name: name }) => (by === 'rules' ? 'the rules' : name || by)
