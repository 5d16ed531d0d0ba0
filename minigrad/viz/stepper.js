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

const show = (state) => {
  now = Math.max(0, Math.min(last, state));
  root.dataset.step = now;
  for (const part of parts) {
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
  for (const [ends, at] of [["first back", 0], ["forward last", last]]) {
    for (const go of ends.split(" ")) one("[data-go=" + go + "]").setAttribute("aria-disabled", now === at);
  }
  const code = one(".mg-code");
  if (code) follow(code, all(".mg-code .mg-on"));
  follow(one(".mg-view"), all(".mg-on>.mg-lit"));
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
  const places = { first: 0, back: now - 1, forward: now + 1, last: last };
  show(where in places ? places[where] : Number(where));
};

root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (button) go(button.dataset.go);
});
slider.addEventListener("input", () => go(slider.value));
root.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const keys = { ArrowRight: "forward", ArrowLeft: "back", Home: "first", End: "last", " ": "play" };
  const where = keys[event.key];
  if (!where || (where === "play" && event.target.closest("button"))) return;
  event.preventDefault();
  event.stopPropagation();
  go(where);
});
show(Number(root.dataset.step));
