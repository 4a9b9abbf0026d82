// The page works without this file; with it, nothing has to be loaded anew: buttons answer in place, new cards arrive by
// themselves, and a question is copied and its composer opened by one click. What comes from the server is drawn there.

const view = document.body.dataset.view;
const channel = document.getElementById("channel");
const announcer = document.getElementById("announcer");
document.documentElement.classList.add("js");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
};
const announce = (words) => { announcer.textContent = words; };

// -- putting new in the place of old ------------------------------------------------------------

// Words that somebody is writing are never thrown away: their card is brought up to date once they are done.
const isBusy = (element) => all("textarea, input:not([type=hidden])", element)
  .some((field) => field.value && field.value !== field.defaultValue);

function replace(old, fresh) {
  if (isBusy(old)) { old.dataset.stale = ""; return; }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const value = focused?.value;
  const open = all("details[open] > summary", old).map((summary) => summary.textContent);
  for (const summary of all("details > summary", fresh)) if (open.includes(summary.textContent)) summary.parentElement.open = true;
  const said = old.querySelector(":scope > .said-now"); // the answer stays below its card
  if (said) fresh.append(said);
  old.replaceWith(fresh);
  if (!focused) return;
  const twin = focused.matches("summary, textarea, input")
    ? all(focused.localName, fresh).find((element) => element.textContent === focused.textContent && element.name === focused.name && element.checkVisibility())
    : value && all("button", fresh).find((button) => button.value === value);
  const target = twin || fresh.querySelector(".card-lines button") || fresh.querySelector(".person a");
  target?.focus({ preventScroll: true });
}

// A listener is told again of what stands there already. To draw that anew would take it away from under a finger.
function looks(element) {
  const bare = element.cloneNode(true);
  for (const field of all("[name=version]", bare)) field.removeAttribute("value");
  for (const panel of all("details[open]", bare)) panel.open = false;
  bare.querySelector(":scope > .said-now")?.remove();
  bare.classList.remove("arriving");
  return bare.outerHTML;
}

function showCard(id, html) {
  for (const old of all(`[data-card="${CSS.escape(id)}"]`)) replace(old, parse(html));
}

// -- what was said ------------------------------------------------------------------------------

// The card may have been drawn anew while the answer was on its way: it is found again by its name.
function placeOf(form) {
  const card = form.closest("[data-card]")?.dataset.card;
  const key = form.closest("[data-key]")?.dataset.key;
  return (card && document.querySelector(`[data-card="${CSS.escape(card)}"]`))
    ?? (key && document.querySelector(`[data-key="${CSS.escape(key)}"]`))
    ?? (view === "person" ? document.querySelector("[data-card]") : null)
    ?? (form.isConnected ? form.closest("li, section, .said") ?? form : null);
}

function showSaid(html, form) {
  const said = parse(html);
  const place = form.matches("[data-typed]") ? null : placeOf(form);
  for (const old of all(".said-now")) if (!place || !old.contains(place)) old.remove();
  said.classList.add("said-now");
  if (place) {
    if (place.matches("li")) place.append(said); else place.after(said);
    said.scrollIntoView({ block: "nearest" });
    return;
  }
  (document.getElementById("end") ?? document.querySelector("[data-typed]") ?? document.getElementById("main").lastElementChild).before(said);
  said.scrollIntoView({ block: "nearest" });
}

async function send(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.set(submitter.name, submitter.value);
  submitter?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { "X-Helloback": "parts" } });
    const answer = await response.json();
    if (!response.ok) { showSaid(plainSaid(answer.detail), form); announce(answer.detail); return; }
    for (const field of all("textarea, input:not([type=hidden])", form)) if (answer.ok) field.value = field.defaultValue;
    if (answer.ok) for (const panel of all("details[open]", form.closest("[data-card]") ?? form)) panel.open = false;
    if (answer.ok && submitter?.value === "forget") { location.assign("/people"); return; }
    if (submitter?.value === "next") for (const id of Object.keys(answer.cards)) expected.add(id);
    for (const [id, html] of Object.entries(answer.cards)) showCard(id, html);
    const version = form.querySelector("[name=version]");
    if (version && form.matches("[data-typed]")) version.value = answer.nonce;
    showSaid(answer.said, form);
    announce(answer.text);
    if (view !== "channel") refresh();
  } catch {
    showSaid(plainSaid("I could not reach Helloback. Is it still running? Nothing was noted."), form);
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
}

function plainSaid(words) {
  const said = document.createElement("div");
  said.className = "said said-no";
  said.textContent = words;
  return said.outerHTML;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  send(form, event.submitter);
});

// -- copying and opening: on the click itself, which is when browsers allow it -------------------

async function copy(words) {
  try { await navigator.clipboard.writeText(words); return true; } catch { return false; }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-field]");
  if (!button) return;
  const field = button.closest("form")?.querySelector("textarea");
  const words = button.dataset.copy ?? field?.value.trim();
  if (!words) { field?.focus(); return; }
  copy(words).then((worked) => {
    if (button.dataset.copied) button.textContent = worked ? button.dataset.copied : "Press Ctrl+C";
  });
  if (button.dataset.open) {
    const written = encodeURIComponent("{words}");
    window.open(button.dataset.open.replace(written, () => encodeURIComponent(words)), "_blank", "noopener,noreferrer");
  }
});

// One open panel a card: a card stays small.
document.addEventListener("toggle", (event) => {
  const panel = event.target;
  // A panel that opens because its card was drawn anew is where it was before: nothing moves, no focus is taken.
  if (!panel.matches?.("details.panel") || !panel.open || !panel.contains(document.activeElement)) return;
  for (const other of all("details.panel[open]", panel.closest("[data-card]"))) if (other !== panel) other.open = false;
  panel.querySelector("textarea")?.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
}, true);

// -- the live channel ---------------------------------------------------------------------------

const expected = new Set(); // people that "Show next" brings: one wants to see them, once

const end = document.getElementById("end");
const atEnd = () => end.getBoundingClientRect().top < innerHeight + 40;
const toEnd = () => end.scrollIntoView({ block: "end" });

// Who is about to press something must not have it move away below the pointer.
const HANDS_OFF_MS = 4000;
let touchedAt = -HANDS_OFF_MS;
for (const kind of ["pointermove", "pointerdown", "keydown"]) {
  channel?.addEventListener(kind, () => { touchedAt = performance.now(); }, { passive: true });
}
const isInUse = () => performance.now() - touchedAt < HANDS_OFF_MS || all("details[open]", channel).length > 0;

function place(change) {
  const fresh = parse(change.html);
  const old = channel.querySelector(`[data-key="${CSS.escape(change.key)}"]`);
  if (old) { if (looks(old) !== looks(fresh)) replace(old, fresh); return; }
  if (Number(change.id) < Number(channel.querySelector("[data-id]")?.dataset.id ?? 0)) return; // on an earlier page
  const follow = atEnd() && !isInUse();
  document.getElementById("nothing")?.remove();
  if (!channel.querySelector(`[data-rule="${change.day}"]`)) channel.append(dayRule(fresh));
  fresh.classList.add("arriving");
  channel.append(fresh);
  announce(change.words);
  const brought = fresh.querySelector("[data-card]")?.dataset.card;
  if (brought) for (const twin of all(`.said-now [data-card="${CSS.escape(brought)}"]`)) twin.remove();
  if (expected.has(brought)) {
    fresh.scrollIntoView({ block: "nearest" });
    expected.delete(brought);
    return;
  }
  if (follow) toEnd();
  else if (!atEnd()) showBelow();
}

function dayRule(message) {
  const rule = document.createElement("li");
  rule.className = "day";
  rule.dataset.rule = message.dataset.day;
  rule.append(Object.assign(document.createElement("h2"), { textContent: message.dataset.dayWords }));
  return rule;
}

function showBelow() {
  const box = document.querySelector(".command-box");
  if (!box || box.querySelector(".below")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "below primary", textContent: "New below" });
  button.addEventListener("click", toEnd);
  box.append(button);
}
addEventListener("scroll", () => { if (end && atEnd()) document.querySelector(".below")?.remove(); }, { passive: true });

// One line to the server a visible tab: browsers allow six, and a hidden tab catches up when it is looked at again.
let source;
let last = "";

function listen() {
  if (source || document.hidden) return;
  const since = channel ? channel.dataset.since : "";
  source = new EventSource(`/events?${new URLSearchParams(last ? { after: last } : { since })}`);
  source.addEventListener("message", (event) => {
    last = event.lastEventId || last;
    if (channel) place(JSON.parse(event.data)); else refreshSoon();
  });
  source.addEventListener("gone", (event) => {
    last = event.lastEventId || last;
    if (channel) channel.querySelector(`[data-key="${CSS.escape(JSON.parse(event.data).key)}"]`)?.remove();
    else refreshSoon();
  });
  source.addEventListener("side", (event) => {
    const side = JSON.parse(event.data);
    document.getElementById("waiting-count").textContent = side.waiting || "";
    document.getElementById("side")?.replaceWith(parse(side.html));
  });
}
function hangUp() { source?.close(); source = undefined; }
addEventListener("pagehide", hangUp);
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

// Other views are lists: they are drawn again as a whole, unless somebody is writing.
let timer;
const refreshSoon = () => { clearTimeout(timer); timer = setTimeout(refresh, 800); };
async function refresh() {
  const main = document.getElementById("main");
  if (!["waiting", "people", "person", "health"].includes(view) || isBusy(main) || all("details[open]", main).length) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("main");
  const said = main.querySelector(".said-now");
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  const twin = focused && [focused.getAttribute("value"), focused.getAttribute("href")];
  main.replaceChildren(...fresh.childNodes);
  if (said) main.querySelector(".card")?.after(said);
  if (twin) all("button, a", main).find((e) => [e.getAttribute("value"), e.getAttribute("href")].join() === twin.join())?.focus({ preventScroll: true });
}

// -- the command box ----------------------------------------------------------------------------

const input = document.getElementById("command");
const list = document.getElementById("suggestions");

function options() {
  const typed = input.value.trimStart().toLowerCase();
  const [word, ...more] = typed.split(/\s+/);
  const shown = [];
  for (const option of list.children) {
    option.hidden = !typed || !option.dataset.word.startsWith(word) || (more.length > 0 && option.dataset.word !== word);
    if (!option.hidden) shown.push(option);
  }
  return shown;
}
function showOptions() {
  const shown = options();
  list.hidden = shown.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  choose(null);
}
function choose(option) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
  if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
}
function take(option) {
  const needsMore = option.dataset.example.includes(" ");
  input.value = option.dataset.word + (needsMore ? " " : "");
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  choose(null);
  input.focus();
}
if (input && list) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", "suggestions");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", showOptions);
  input.addEventListener("blur", () => setTimeout(() => { list.hidden = true; input.setAttribute("aria-expanded", "false"); }, 150));
  input.addEventListener("keydown", (event) => {
    const shown = list.hidden ? [] : [...list.children].filter((option) => !option.hidden);
    const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") { list.hidden = true; choose(null); input.setAttribute("aria-expanded", "false"); }
    else if (event.key === "ArrowDown" && shown.length) { event.preventDefault(); choose(shown[(at + 1) % shown.length]); }
    else if (event.key === "ArrowUp" && shown.length) { event.preventDefault(); choose(shown[(at - 1 + shown.length) % shown.length]); }
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) { event.preventDefault(); take(shown[at]); }
  });
  input.form.addEventListener("submit", () => { list.hidden = true; });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); const option = event.target.closest("li"); if (option) take(option); });
  document.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-insert]");
    if (!hint) return;
    input.value = hint.dataset.insert;
    input.focus();
    if (!hint.dataset.insert.endsWith("@")) input.form.requestSubmit();
  });
}

if (view !== "login" && !(channel && "frozen" in channel.dataset)) {
  if (channel && !location.hash) {
    toEnd();
    document.fonts.ready.then(() => { if (atEnd()) toEnd(); });
  }
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : listen()));
}
