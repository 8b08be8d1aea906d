// Shows the sections of a page, and the filters, that belong to the chosen view.
export function showSection(shown) {
  for (const part of document.querySelectorAll('[data-section]')) part.hidden = part.dataset.section !== shown
  for (const filter of document.querySelectorAll('[data-filter-of]')) filter.hidden = filter.dataset.filterOf !== shown
}
