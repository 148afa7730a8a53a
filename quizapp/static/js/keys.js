// Single-letter keys: an element says which keys press it with data-keys-press="1 a".

const root = document.documentElement;
const dialog = document.getElementById("keys-dialog");
const toggle = document.getElementById("keys-on");
const STORE = "quizapp.keys";

const remembered = () => { try { return localStorage.getItem(STORE); } catch { return null; } };
const remember = (value) => { try { localStorage.setItem(STORE, value); } catch { /* private window: kept for this page */ } };

const setKeys = (on) => {
  root.dataset.keys = on ? "on" : "off";
  toggle.checked = on;
};
setKeys(remembered() !== "off");
toggle.addEventListener("change", () => { setKeys(toggle.checked); remember(root.dataset.keys); });

const isTyping = (element) =>
  element.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])");

const pressedBy = (key) =>
  [...document.querySelectorAll("#main [data-keys-press]")]
    .find((element) => element.dataset.keysPress.split(" ").includes(key) && element.checkVisibility());

const press = (element) => {
  if (element.matches("input")) element.focus();
  element.click();
  if (element.matches("summary") && element.parentElement.open) {
    element.parentElement.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  }
};

const strikeFocused = () => document.activeElement?.closest("[data-option]")?.querySelector("[data-strike]")?.click();

// Enter already works on links and buttons; elsewhere it presses the screen's main action.
const onEnter = (event) => {
  if (event.target.closest("a, button, summary, dialog, label")) return;
  const main = pressedBy("enter");
  if (!main) return;
  event.preventDefault();
  main.click();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target)) return;
  if (event.key === "Enter") return onEnter(event);
  if (root.dataset.keys === "off" || dialog.open) return;
  const key = event.key.toLowerCase();
  if (key === "?") return dialog.showModal();
  if (key === "x") return strikeFocused();
  const element = pressedBy(key);
  if (element) {
    event.preventDefault();
    press(element);
  }
});

document.addEventListener("click", (event) => {
  const strike = event.target.closest("[data-strike]");
  if (strike) setStruck(strike, strike.getAttribute("aria-pressed") !== "true");
  if (event.target.closest("[data-open-keys]")) dialog.showModal();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

const setStruck = (strike, struck) => {
  strike.setAttribute("aria-pressed", String(struck));
  const option = strike.closest("[data-option]");
  option.toggleAttribute("data-struck", struck);
  if (struck) option.querySelector("input").checked = false;
};

// Choosing an option that was struck out brings it back.
document.addEventListener("change", (event) => {
  const option = event.target.closest("[data-option]");
  if (option && event.target.checked) setStruck(option.querySelector("[data-strike]"), false);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details.menu[open], details.popover-up[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
