// What becomes of a drawing's image on a page that may run this: the same SVG in place, so that it follows the page's
// theme and its text can be read, found and pointed at; with buttons for its views, and boxes that unfold.
// Comments stand on lines of their own: they are left out when it is put into the page.
const image = this, alt = this.alt;
const { words = {}, views = {} } = JSON.parse(this.dataset.views || "{}");
const bytes = Uint8Array.from(atob(this.src.split(",")[1]), (c) => c.charCodeAt(0));
views[""] = new TextDecoder().decode(bytes);
const make = (name, kind) => {
  const element = document.createElement(name);
  element.className = kind;
  return element;
};
const root = make("div", "mg mg-drawing"), tools = make("div", "mg-tools"), view = make("div", "mg-view");
const button = (key, text) => {
  const element = make("button", "");
  element.type = "button";
  element.textContent = text;
  element.dataset.view = key;
  element.addEventListener("click", () => show(key));
  tools.append(element);
};
const press = (element, key, expanded) => {
  if (!(key in views)) return;
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", 0);
  element.setAttribute("aria-expanded", expanded);
  element.setAttribute("aria-label", (expanded ? words.fold : words.unfold) + ": " + element.textContent);
  element.style.cursor = "pointer";
  const go = (event) => {
    if (event.key && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    show(key, event.key && element.dataset.key);
  };
  element.addEventListener("click", go);
  element.addEventListener("keydown", go);
};
const show = (key, from) => {
  const holder = document.createElement("template");
  holder.innerHTML = views[key];
  const svg = holder.content.firstElementChild;
  svg.setAttribute("aria-label", svg.getAttribute("aria-label") || alt);
  svg.querySelectorAll(":scope>title,:scope>desc").forEach((e) => e.remove());
  const style = svg.querySelector("style");
  if (style) root.prepend(style);
  const unfolds = [...svg.querySelectorAll("[data-unfold]")], folds = [...svg.querySelectorAll("[data-fold]")];
  if (unfolds.length + folds.length) svg.setAttribute("role", "group");
  unfolds.forEach((e) => press(e, e.dataset.unfold, false));
  folds.forEach((e) => press(e, e.dataset.fold, true));
  view.replaceChildren(svg);
  tools.querySelectorAll("button").forEach((b) => {
    const mine = b.dataset.view === "pytorch" ? key === "pytorch" : key !== "pytorch";
    b.setAttribute("aria-pressed", mine);
  });
  const again = from && view.querySelector("[data-key=" + CSS.escape(from) + "]");
  if (again && again.tabIndex === 0) again.focus();
  if (view.scrollWidth > view.clientWidth) view.tabIndex = 0;
  else view.removeAttribute("tabindex");
};
if ("pytorch" in views) {
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", words.views);
  button("", words.data);
  button("pytorch", words.pytorch);
  root.append(tools);
}
root.append(view);
image.replaceWith(root);
show("");
