// The programs of the site: by what terms each pays, how many partners it has, what they are owed.
import { makePageUrl } from './page_links.js'
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { formatAll } from './money.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'

export function startPrograms() {
  find('[data-new-program]')?.addEventListener('click', openNewProgram)
  loadInto(find('[data-programs]'), () => request('programs/figures'), draw)
}

function draw({ rows }, place) {
  if (!rows.length) return showEmpty(place, 'No program yet', 'Make one, and say what its partners earn.')
  const [table] = placeTables(place, ['Programs, by what they pay'])
  fillTable(table, [
    { label: 'Program', value: row => row.name, cell: row => element('a', { href: makePageUrl(`/programs/${row.program_id}`) }, row.name) },
    { label: 'What partners earn', value: row => row.sentences[0] ?? '', cell: showTerms },
    { label: 'Partners', value: row => row.partners, format: formatCount, isFigure: true },
    { label: 'Owed', value: row => row.owed[0]?.minor ?? null, cell: row => formatAll(row.owed), isFigure: true },
  ], rows)
}

function showTerms({ sentences }) {
  if (!sentences.length) return element('span', { class: 'quiet' }, 'No terms yet: nobody earns')
  const more = sentences.length - 1
  return element('span', {}, sentences[0], more ? element('span', { class: 'quiet' }, ` And ${more} more ${more === 1 ? 'rule' : 'rules'}.`) : null)
}

function openNewProgram() {
  openDialogForm({
    title: 'New program', intro: 'Next you say what its partners earn.', submit: 'Create',
    fields: [{ name: 'name', label: 'Name', isRequired: true, help: 'Partners see it.' }],
    path: 'programs',
    onDone: ({ program_id: id }) => location.assign(makePageUrl(`/programs/${id}`, { terms: 'new' })),
  })
}
