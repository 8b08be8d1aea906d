// Acts on one partner or many: each asks first, and says what it means for links and money.
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { formatCount } from './formats.js'
import { toast } from './toast.js'

const acts = {
  activate: {
    word: 'Activate', done: 'is active now', doneAll: 'are active now',
    says: 'Clicks and sales from now on earn again; what happened in between stays without a commission. Payouts that a block held back go on.',
  },
  pause: {
    word: 'Pause', done: 'is paused', doneAll: 'are paused',
    says: 'Links still lead to the shop, but neither new clicks nor new sales earn until you activate again. What is earned already stays and is paid. Signing in stays possible.',
  },
  block: {
    word: 'Block', done: 'is blocked', doneAll: 'are blocked', isBad: true,
    says: 'Links still lead to the shop, but nothing earns from now on. Signed out everywhere at once. What is earned already stays in the books and is not paid out while blocked.',
  },
  archive: {
    word: 'Archive', done: 'is archived', doneAll: 'are archived', isBad: true,
    says: 'Links still lead to the shop, but nothing earns from now on, and codes stay taken. Signed out everywhere at once. What is earned already stays and is paid in the next payout.',
  },
  add_tag: {
    word: 'Add tag', done: 'has the tag', doneAll: 'have the tag',
    field: { name: 'value', label: 'Tag', isRequired: true, help: 'A word for filters. Terms can have rewards for it.' },
  },
  set_group: {
    word: 'Set group', done: 'has the group', doneAll: 'have the group',
    field: { name: 'value', label: 'Group', help: 'Each partner is in one group or in none. Terms can have rewards for it.' },
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
  const { word, says, field, isBad = false } = acts[act]
  const whose = partners.length === 1 ? partners[0].name : `${formatCount(partners.length)} partners`
  openDialogForm({
    title: field ? `${word}: ${whose}` : `${word} ${whose}?`, intro: says, submit: word, isBad, fields: field ? [field] : [],
    act: values => send(act, partners, values.value ?? ''),
    onDone: answer => finish(act, partners, answer, onDone),
  })
}

const send = (act, partners, value) =>
  request('partners/bulk', {}, { body: { partner_ids: partners.map(partner => partner.partner_id), act, value } })

function finish(act, partners, { changed, unchanged, rows }, onDone) {
  const good = changed + unchanged
  const names = new Map(partners.map(({ partner_id: id, name }) => [id, name]))
  if (good) toast(good === 1 && partners.length === 1 ? `${partners[0].name} ${acts[act].done}` : `${formatCount(good)} ${good === 1 ? acts[act].done : acts[act].doneAll}`)
  onDone(rows.filter(row => row.outcome === 'refused').map(row => ({ name: names.get(row.partner_id), problem: row.problem })))
}
