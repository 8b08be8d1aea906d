// On every page: the site switcher and the copy buttons.

export function startShell() {
  document.addEventListener('change', event => {
    if (event.target.matches('[data-submit]')) event.target.form.submit()
  })
  document.addEventListener('click', event => {
    if (event.target.matches('[data-copy]')) copyText(event.target)
  })
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy)
  const label = button.textContent
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = label }, 1500)
}
