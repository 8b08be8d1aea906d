// Shows the parts of a page, and the filters, that belong to the chosen view.
export function showParts(shown) {
  for (const part of document.querySelectorAll('[data-show]')) part.hidden = part.dataset.show !== shown
  for (const filter of document.querySelectorAll('[data-only]')) filter.hidden = filter.dataset.only !== shown
}
