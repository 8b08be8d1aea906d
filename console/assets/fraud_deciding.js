// A form that says what became of it: sends what `act` is given, tells done or the reason why not.
export function bindDeciding(form, act) {
  bindForm(form, submitter => act(submitter?.value ?? 'approve', form.elements.why.value))
}

/** `act(submitter)` may throw; after it the reason is empty, for the next deed needs one of its own. */
export function bindForm(form, act) {
  const said = form.querySelector('[data-said]')
  form.addEventListener('change', event => event.stopPropagation())
  form.addEventListener('submit', async event => {
    event.preventDefault()
    said.textContent = '…'
    try {
      said.textContent = await act(event.submitter) ?? 'Done'
      form.elements.why.value = ''
    } catch (error) {
      said.textContent = error.message
    }
  })
}
