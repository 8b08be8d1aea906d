// Acts on one partner or many: each asks first, and says what it means for links and money.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { formatCount } from './formats.js'
import { t, tc, tn } from './texts.js'
import { toast } from './toast.js'

const shown = count => ({ number: formatCount(count) })

const acts = {
  activate: {
    word: t('Activate'), ask: who => t('Activate {who}?', { who }),
    done: who => t('{who} is active now', { who }), doneAll: count => tn('{number} is active now', '{number} are active now', count, shown(count)),
    says: t('Clicks and sales from now on earn again; what happened in between stays without a commission. Payouts that a block held back go on.'),
  },
  pause: {
    word: t('Pause'), ask: who => t('Pause {who}?', { who }),
    done: who => t('{who} is paused', { who }), doneAll: count => tn('{number} is paused', '{number} are paused', count, shown(count)),
    says: t('Links still lead to the shop, but neither new clicks nor new sales earn until you activate again. What is earned already stays and is paid. Signing in stays possible.'),
  },
  block: {
    word: t('Block'), ask: who => t('Block {who}?', { who }), isBad: true,
    done: who => t('{who} is blocked', { who }), doneAll: count => tn('{number} is blocked', '{number} are blocked', count, shown(count)),
    says: t('Links still lead to the shop, but nothing earns from now on. Signed out everywhere at once. What is earned already stays in the books and is not paid out while blocked.'),
  },
  archive: {
    word: t('Archive'), ask: who => t('Archive {who}?', { who }), isBad: true,
    done: who => t('{who} is archived', { who }), doneAll: count => tn('{number} is archived', '{number} are archived', count, shown(count)),
    says: t('Links still lead to the shop, but nothing earns from now on, and codes stay taken. Signed out everywhere at once. What is earned already stays and is paid in the next payout.'),
  },
  add_tag: {
    word: t('Add tag'), ask: who => t('Add tag: {who}', { who }),
    done: who => t('{who} has the tag', { who }), doneAll: count => tn('{number} has the tag', '{number} have the tag', count, shown(count)),
    field: { name: 'value', label: tc('partner', 'Tag'), isRequired: true, help: t('A word for filters. Terms can have rewards for it.') },
  },
  set_group: {
    word: t('Set group'), ask: who => t('Set group: {who}', { who }),
    done: who => t('{who} has the group', { who }), doneAll: count => tn('{number} has the group', '{number} have the group', count, shown(count)),
    field: { name: 'value', label: t('Group'), help: t('Each partner is in one group or in none. Terms can have rewards for it.') },
  },
}

export const nameAct = act => acts[act].word

/** Which acts make sense for a partner in a status. */
export const listActs = status => ({
  active: ['pause', 'block', 'archive'], paused: ['activate', 'block', 'archive'],
  blocked: ['activate', 'archive'], archived: ['activate'],
})[status]

/** `partners` have partner_id and name; `onDone(refused)` gets those that were not changed, as { name, problem }. */
export function openAct(act, partners, onDone) {
  const { word, ask, says, field, isBad = false } = acts[act]
  const whose = partners.length === 1 ? partners[0].name : tn('{number} partner', '{number} partners', partners.length, shown(partners.length))
  openDialogForm({
    title: ask(whose), intro: says, submit: word, isBad, fields: field ? [field] : [],
    act: values => send(act, partners, values.value ?? ''),
    onDone: answer => finish(act, partners, answer, onDone),
  })
}

const send = (act, partners, value) =>
  request('partners/bulk', {}, { body: { partner_ids: partners.map(partner => partner.partner_id), act, value } })

function finish(act, partners, { changed, unchanged, rows }, onDone) {
  const good = changed + unchanged
  const names = new Map(partners.map(({ partner_id: id, name }) => [id, name]))
  if (good) toast(good === 1 && partners.length === 1 ? acts[act].done(partners[0].name) : acts[act].doneAll(good))
  onDone(rows.filter(row => row.outcome === 'refused').map(row => ({ name: names.get(row.partner_id), problem: row.problem })))
}
