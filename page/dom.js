/**
 * Makes an element. Texts become text nodes, so that no data ever become markup. Properties: `on` has listeners by
 * event, the others are attributes; `true` is an empty one, `false` and undefined are left out.
 */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(key, value === true ? '' : String(value));
    }
  }
  element.append(...nodes(children));
  return element;
}

/** The children as nodes and texts; lists are flattened, null and false left out. */
function nodes(children) {
  return children
    .flat(Number.POSITIVE_INFINITY)
    .filter((child) => child != null && child !== false);
}

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** A button. */
export function button(label, onClick, properties = {}) {
  return el('button', { type: 'button', ...properties, on: { click: onClick } }, label);
}

let last = 0;

/** A control with its label, and a hint. */
export function labelled(label, control, hint) {
  last += 1;
  control.id ||= `field-${last}`;
  if (hint) control.setAttribute('aria-describedby', `${control.id}-hint`);
  return el(
    'div',
    { class: 'field' },
    el('label', { for: control.id }, label),
    hint && el('p', { class: 'hint', id: `${control.id}-hint` }, hint),
    control,
  );
}

/** A select of values and their labels. */
export function select(options, chosen, onChange) {
  return el(
    'select',
    { on: { change: (event) => onChange?.(event.target.value) } },
    options.map(([value, label]) =>
      el('option', { value, selected: value === chosen }, label ?? value),
    ),
  );
}

/** A chip: a short text on a colour, which repeats what the text says. */
export function chip(text, kind = 'plain', properties = {}) {
  return el('span', { class: `chip chip-${kind}`, ...properties }, text);
}

/** A text whose parts between backticks are code. */
export function prose(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? el('code', {}, part) : part));
}
