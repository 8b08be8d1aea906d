// The programs of the site: by what terms each pays, how many partners it has, what they are owed.
import { makePageUrl } from './page_links.js'
import { request } from './api.js'
import { openDialogForm } from './dialog_form.js'
import { element, find } from './elements.js'
import { formatCount } from './formats.js'
import { language } from './locales.js'
import { formatAll } from './money.js'
import { loadInto, showEmpty } from './states.js'
import { fillTable, placeTables } from './tables.js'
import { t, tc, tn } from './texts.js'

export function startPrograms() {
  find('[data-new-program]')?.addEventListener('click', openNewProgram)
  loadInto(find('[data-programs]'), () => request('programs/figures', { language }), draw)
}

function draw({ rows }, place) {
  if (!rows.length) return showEmpty(place, t('No program yet'), t('Make one, and say what its partners earn.'))
  const [table] = placeTables(place, [t('Programs, by what they pay')])
  fillTable(table, [
    { label: t('Program'), value: row => row.name, cell: row => element('a', { href: makePageUrl(`/programs/${row.program_id}`) }, row.name) },
    { label: t('What partners earn'), value: row => row.sentences[0] ?? '', cell: showTerms },
    { label: t('Partners'), value: row => row.partners, format: formatCount, isFigure: true },
    { label: t('Owed'), value: row => row.owed[0]?.minor ?? null, cell: row => formatAll(row.owed), isFigure: true },
  ], rows)
}

function showTerms({ sentences }) {
  if (!sentences.length) return element('span', { class: 'quiet' }, t('No terms yet: nobody earns'))
  const more = sentences.length - 1
  return element('span', {}, sentences[0], more ? element('span', { class: 'quiet' }, ` ${tn('And {number} more rule.', 'And {number} more rules.', more)}`) : null)
}

function openNewProgram() {
  openDialogForm({
    title: t('New program'), intro: t('Next you say what its partners earn.'), submit: t('Create'),
    fields: [{ name: 'name', label: tc('thing', 'Name'), isRequired: true, help: t('Partners see it.') }],
    path: 'programs',
    onDone: ({ program_id: id }) => location.assign(makePageUrl(`/programs/${id}`, { terms: 'new' })),
  })
}
