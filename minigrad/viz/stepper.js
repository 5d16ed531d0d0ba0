// The stepper's whole behaviour. It runs where its HTML is put, with no kernel and no library: in a notebook, in a
// widget and in an exported page. All that a state shows is in the page already; to step is to show and to hide.
// Comments stand on lines of their own: they are left out when it is put into the page.
const root = this.closest(".mg-stepper");
this.remove();
const last = Number(root.dataset.last);
const one = (selector) => root.querySelector(selector);
const all = (selector) => [...root.querySelectorAll(selector)];
const slider = one("input"), status = one("[role=status]"), player = one("[data-go=play]");
const captions = all(".mg-caption"), counts = all("[data-count]");
const parts = all("[data-at]").map((element) => ({
  element: element,
  runs: element.dataset.at.split(",").map((run) => run.split("-").map(Number)),
  on: element.classList.contains("mg-on"),
}));
// Which parts come and go between one state and the one before it: to step is to look at these alone.
const turns = Array.from({ length: last + 2 }, () => []);
for (const part of parts) {
  for (const run of part.runs) {
    turns[run[0]].push(part);
    turns[run[run.length - 1] + 1].push(part);
  }
}
const stops = (root.dataset.stops || "").split(",").filter(Boolean).map(Number);
const turn = Number(root.dataset.turn);
let now = 0, timer = 0;

const follow = (view, targets) => {
  const scrolls = view.scrollWidth > view.clientWidth || view.scrollHeight > view.clientHeight;
  if (!scrolls) return view.removeAttribute("tabindex");
  view.setAttribute("tabindex", 0);
  const frame = view.getBoundingClientRect();
  const boxes = targets.map((target) => target.getBoundingClientRect());
  if (!boxes.length) return;
  const shift = (from, to, low, high) => {
    if (from >= low && to <= high) return 0;
    if (to - from > high - low) return from - low;
    return (from + to) / 2 - (low + high) / 2;
  };
  const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
  const top = Math.min(...boxes.map((box) => box.top)), bottom = Math.max(...boxes.map((box) => box.bottom));
  view.scrollBy(shift(left, right, frame.left, frame.right), shift(top, bottom, frame.top, frame.bottom));
};

const code = one(".mg-code"), views = all(".mg-view"), lines = all(".mg-code .mg-at"), lights = all(".mg-at>.mg-lit");
const ends = ["first", "back", "before", "after", "forward", "last"].map((go) => one("[data-go=" + go + "]"));
const show = (state) => {
  const before = now;
  now = Math.max(0, Math.min(last, state));
  root.dataset.step = now;
  const near = now === before + 1 ? turns[now] : now === before - 1 ? turns[before] : parts;
  for (const part of near) {
    const on = part.runs.some((run) => run[0] <= now && now <= run[run.length - 1]);
    if (on !== part.on) {
      part.on = on;
      part.element.classList.toggle("mg-on", on);
    }
  }
  const text = captions[now].dataset.text;
  slider.value = now;
  slider.setAttribute("aria-valuetext", text);
  slider.style.setProperty("--mg-done", (last ? (100 * now) / last : 0) + "%");
  status.textContent = text;
  for (const count of counts) {
    const from = Number(count.dataset.from), many = Number(count.dataset.count);
    count.textContent = Math.max(0, Math.min(many, now - from)) + "/" + many;
  }
  ends.forEach((button, i) => button && button.setAttribute("aria-disabled", now === (i < 3 ? 0 : last)));
  const lit = (part) => part.closest(".mg-at").classList.contains("mg-on");
  if (code) follow(code, lines.filter(lit));
  const view = views.find((one) => one.clientWidth);
  if (view) follow(view, lights.filter((part) => view.contains(part) && lit(part)));
};

const label = () => {
  const word = timer ? root.dataset.pause : root.dataset.play;
  player.classList.toggle("mg-playing", timer > 0);
  player.querySelector("span").textContent = word;
};
const stop = () => {
  clearTimeout(timer);
  timer = 0;
  label();
};
const tick = () => {
  if (!root.isConnected || now >= last) return stop();
  show(now + 1);
  if (now >= last) return stop();
  timer = setTimeout(tick, Number(root.dataset.interval));
};
const play = () => {
  if (timer) return stop();
  if (now >= last) show(0);
  timer = setTimeout(tick, Number(root.dataset.interval) / 3);
  label();
};
const go = (where) => {
  if (where === "play") return play();
  stop();
  const places = {
    first: 0, back: now - 1, forward: now + 1, last: last,
    before: stops.findLast((state) => state < now) || 0,
    after: stops.find((state) => state > now) || last,
    turn: turn,
  };
  show(where in places ? places[where] : Number(where));
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (button) go(button.dataset.go);
});
slider.addEventListener("input", () => go(slider.value));
root.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const keys = {
    ArrowRight: "forward", ArrowLeft: "back", Home: "first", End: "last", " ": "play",
    PageDown: "after", PageUp: "before", b: "turn",
  };
  const where = keys[event.key];
  if (!where || (where === "play" && event.target.closest("button"))) return;
  event.preventDefault();
  event.stopPropagation();
  go(where);
});
show(Number(root.dataset.step));
