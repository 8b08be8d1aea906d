// Settings of what partners see: name, logo, colour and host, shown before they are saved.
import { request } from './api.js'
import { find } from './elements.js'
import { bindPageForm } from './page_form.js'
import { t } from './texts.js'

const path = `sites/${document.body.dataset.site}`
const HEIGHT = 80

export function startBranding() {
  const form = find('[data-brand]')
  const { accent, logo, shown_name: name, no_logo: noLogo } = form.elements
  const picker = find('[data-picker]')
  const place = find('.brand-previews')
  const drawName = () => showName(name.value.trim() || place.dataset.name)
  const drawAccent = latest(async (isLatest, colour) => showAccent(colour, isLatest))
  const drawLogo = latest(async (isLatest, picture) => showLogo(await readPicture(picture), isLatest))
  const stored = () => noLogo?.checked ? null : place.dataset.logo
  name.addEventListener('input', drawName)
  accent.addEventListener('input', () => {
    if (/^#[0-9a-f]{6}$/i.test(accent.value)) picker.value = accent.value
    drawAccent(accent.value)
  })
  picker.addEventListener('input', () => {
    accent.value = picker.value
    drawAccent(accent.value)
  })
  logo.addEventListener('change', () => drawLogo(logo.files[0] ?? stored()))
  noLogo?.addEventListener('change', () => drawLogo(logo.files[0] ?? stored()))
  drawName()
  drawAccent(accent.value)
  drawLogo(stored())
  // A picture that is refused is said before anything else is stored.
  bindPageForm(form, save, () => location.reload())
}

async function save({ logo, no_logo: noLogo, ...fields }) {
  if (logo?.size) await request(`${path}/logo`, { format: 'picture' }, { file: logo })
  else if (noLogo) await request(`${path}/logo`, {}, { method: 'DELETE' })
  return request(path, {}, { method: 'PATCH', body: fields })
}

// Of several that are under way only the last one is shown.
function latest(act) {
  let turn = 0
  return (...given) => {
    const own = ++turn
    return act(() => own === turn, ...given)
  }
}

function showName(text) {
  for (const place of document.querySelectorAll('[data-preview-name]')) place.textContent = text
}

async function showAccent(given, isLatest) {
  const note = find('[data-accent-note]')
  const colour = given.trim()
  let shown = null
  let text = ''
  if (colour) {
    try {
      shown = await request(`${path}/accent`, { accent: colour })
      text = describe(colour.toLowerCase(), shown)
    } catch (error) {
      text = error.message
    }
  }
  if (!isLatest()) return
  note.textContent = text
  for (const scheme of ['light', 'dark']) {
    const { style } = find(`[data-scheme="${scheme}"]`)
    for (const [property, value] of [['--accent', shown?.[scheme]], ['--link', shown?.[scheme]], ['--accent-text', shown?.[`on_${scheme}`]]]) {
      if (value) style.setProperty(property, value)
      else style.removeProperty(property)
    }
  }
}

function describe(colour, { light, dark }) {
  if (light === colour && dark === colour) return t('Text in this colour can be read on light and on dark pages.')
  if (dark === colour) return t('Text in {colour} would be hard to read: light pages show it darker, as {light}.', { colour, light })
  if (light === colour) return t('Text in {colour} would be hard to read: dark pages show it lighter, as {dark}.', { colour, dark })
  return t('Text in {colour} would be hard to read: light pages show it darker, as {light}; dark pages show it lighter, as {dark}.', { colour, light, dark })
}

// Drawn on a canvas: pages may show no picture that did not come from the server.
async function readPicture(picture) {
  if (!picture) return null
  const file = typeof picture === 'string' ? await (await fetch(picture)).blob() : picture
  return createImageBitmap(file).catch(() => null)
}

function showLogo(bitmap, isLatest) {
  if (!isLatest()) return
  for (const canvas of document.querySelectorAll('[data-preview-logo]')) {
    canvas.hidden = !bitmap
    if (!bitmap) continue
    canvas.height = Math.min(HEIGHT, bitmap.height)
    canvas.width = Math.round(bitmap.width * canvas.height / bitmap.height)
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  }
}
