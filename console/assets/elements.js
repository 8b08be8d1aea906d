// Makes DOM elements; text is set as text, so nothing in an event can become markup.
export function element(name, { data = {}, style = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(key, value === true ? '' : value)
  }
  Object.assign(made.dataset, data)
  for (const [property, value] of Object.entries(style)) made.style.setProperty(property, value)
  made.append(...children.filter(child => child != null))
  return made
}

export const find = selector => document.querySelector(selector)

/** Whether this installation has a mail server; else links are copied. */
export const sendsMail = () => 'sendsMail' in document.body.dataset
