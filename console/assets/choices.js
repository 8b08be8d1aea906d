// What the page offers for new partners and links, from its element `data-choices`: `{ isOwner, home, programs, groups }`.
import { find } from './elements.js'

export function readChoices() {
  const { owner, home, programs = '[]', groups = '[]' } = find('[data-choices]').dataset
  return { isOwner: owner !== undefined, home, programs: JSON.parse(programs), groups: JSON.parse(groups) }
}
