// The whole behaviour of a widget with sliders. It runs where its HTML is put, with no kernel and no library.
// All that can be seen is in the page: a table holds the texts of each part that moves, at every position of the
// sliders it depends on. Comments stand on lines of their own: they are left out when it is put into the page.
const root = this.closest(".mg-board");
this.remove();
const all = (selector) => [...root.querySelectorAll(selector)];
const tables = root.dataset.table.split("\n").map((line) => {
  const [axes, ...texts] = line.split("\t");
  return { axes: axes.split(",").map(Number), texts: texts };
});
const axes = all("[data-axis]").map((control) => {
  const slides = control.matches("input");
  const last = slides ? Number(control.max) : control.querySelectorAll("button").length - 1;
  return { place: Number(control.dataset.axis), control: control, slides: slides, last: last };
});
const at = {};
for (const axis of axes) at[axis.place] = Number(axis.control.dataset.start);
const lasts = {};
for (const axis of axes) lasts[axis.place] = axis.last;
const parts = all("[data-set]").flatMap((element) =>
  element.dataset.set.split(",").map((set) => {
    const [name, table] = set.split(":");
    const [axis, many] = (element.dataset.cut || "").split("*").map(Number);
    return { element: element, name: name, table: tables[table], cut: name === "points" && many, axis: axis };
  }),
);
const status = root.querySelector("[role=status]");
let timer = 0, speaks = 0;

const text = (part) => {
  let place = 0;
  for (const axis of part.table.axes) place = place * (lasts[axis] + 1) + at[axis];
  const found = part.table.texts[place];
  return part.cut ? found.split(" ").slice(0, 1 + part.cut * at[part.axis]).join(" ") : found;
};
const show = () => {
  for (const part of parts) {
    const now = text(part);
    if (now === part.now) continue;
    part.now = now;
    if (part.name === "text") part.element.textContent = now;
    else part.element.setAttribute(part.name, now);
  }
  for (const axis of axes) {
    if (axis.slides) axis.control.value = at[axis.place];
    else for (const button of axis.control.querySelectorAll("button"))
      button.setAttribute("aria-pressed", Number(button.dataset.at) === at[axis.place]);
  }
};
// A screen reader is told the outcome once the reader has stopped moving.
const speak = () => (status.textContent = all("[data-told]").map((told) => told.textContent).join(" "));
const changed = () => {
  show();
  clearTimeout(speaks);
  speaks = setTimeout(speak, 300);
};
const go = (place, where) => {
  at[place] = Math.max(0, Math.min(lasts[place], where));
  changed();
};

const player = root.querySelector("[data-play]");
const stop = () => {
  clearTimeout(timer);
  timer = 0;
  if (player) player.textContent = player.dataset.words.split("|")[0];
};
const tick = () => {
  const place = Number(player.dataset.play);
  if (!root.isConnected || at[place] >= lasts[place]) return stop();
  go(place, at[place] + 1);
  timer = setTimeout(tick, Number(player.dataset.interval));
};

root.addEventListener("input", (event) => {
  if (!event.target.matches("[data-axis]")) return;
  stop();
  go(Number(event.target.dataset.axis), Number(event.target.value));
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button === player) {
    if (timer) return stop();
    const place = Number(player.dataset.play);
    if (at[place] >= lasts[place]) go(place, 0);
    player.textContent = player.dataset.words.split("|")[1];
    timer = setTimeout(tick, Number(player.dataset.interval));
    return;
  }
  stop();
  if ("reset" in button.dataset) {
    for (const axis of axes) at[axis.place] = Number(axis.control.dataset.start);
    changed();
  } else go(Number(button.parentNode.dataset.axis), Number(button.dataset.at));
});
// A notebook has shortcuts of its own for the arrow keys: the sliders' keys are handled here and go no further.
root.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !event.target.matches("input")) return;
  const place = Number(event.target.dataset.axis), big = Math.max(2, Math.round(lasts[place] / 8));
  const moves = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: big, PageDown: -big };
  const ends = { Home: 0, End: lasts[place] };
  if (!(event.key in moves) && !(event.key in ends)) return;
  event.preventDefault();
  event.stopPropagation();
  stop();
  go(place, event.key in ends ? ends[event.key] : at[place] + moves[event.key]);
});
const wide = () => {
  const view = root.querySelector(".mg-view");
  if (view.scrollWidth > view.clientWidth) view.tabIndex = 0;
};
wide();
show();
