// What happened to a conversion, when and by whom, a sentence each.
import { element } from './elements.js'
import { formatInstant, formatMoney } from './formats.js'
import { label } from './labels.js'
import { t } from './texts.js'

export function drawHistory(rows) {
  const { timezone } = document.body.dataset
  return [element('ol', { class: 'history' }, ...rows.map(row => element('li', {},
    describe(row), row.note ? element('span', { class: 'notes' }, `: ${row.note}`) : null,
    element('small', { class: 'under' }, [formatInstant(row.at, timezone), nameAuthor(row)].filter(Boolean).join(' · ')))))]
}

const sentences = {
  made: ({ source, amount }) => [source ? t('Reported by the {source}', { source: nameSource(source) }) : t('Reported by the shop'), amount?.minor && formatMoney(amount)].filter(Boolean).join(', '),
  reported_again: ({ word, source }) => t('Reported by the {source} again: {reason}', { source: nameSource(source), reason: label('duplicate_reason', word) }),
  refund: ({ amount, is_total: isTotal }) => {
    if (!amount) return t('Refunded whole')
    return isTotal ? t('Refunded so far: {amount}', { amount: formatMoney(amount) }) : t('Refunded: {amount}', { amount: formatMoney(amount) })
  },
  dispute: ({ word, amount }) => `${label('dispute_state', word)}${amount?.minor ? `: ${formatMoney(amount)}` : ''}`,
  decision: ({ word }) => label('review_word', word),
  stage: ({ word }) => t('Stage: {stage}', { stage: label('lead_stage', word) }),
  assigned: ({ word }) => (word ? t('Assigned to {who}', { who: word }) : t('Assigned to nobody')),
  note: () => t('The note was changed'),
}

const nameSource = source => label('source', source).toLowerCase()

const describe = row => sentences[row.kind](row)

const nameAuthor = ({ by, by_name: name }) => (by === 'rules' ? t('the rules') : name || by)
