// Tokens for blanks: tap a token and then a blank, or drag it there. The selects hold the answer.

const say = (words) => document.dispatchEvent(new CustomEvent("quizapp:say", { detail: words }));

const held = (area) => area.querySelector("[data-token][aria-pressed=true]");

const hold = (token, on) => token.setAttribute("aria-pressed", String(on));

const put = (token, blank) => {
  const select = blank.querySelector("select");
  if (select.closest("form[data-held]")) return;
  select.value = token.dataset.token;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  hold(token, false);
  say(`${token.textContent} is in ${blank.querySelector("label").textContent}.`);
};

document.addEventListener("click", (event) => {
  const token = event.target.closest("[data-token]");
  const area = event.target.closest("[data-tokens]");
  if (!area) return;
  if (token) {
    const before = held(area);
    if (before) hold(before, false);
    if (before !== token) hold(token, true);
    return;
  }
  const blank = event.target.closest("[data-blank]");
  const waiting = held(area);
  if (blank && waiting) put(waiting, blank);
});

// A select opens at once when pressed: with a token in hand, it takes the token instead.
document.addEventListener("mousedown", (event) => {
  const blank = event.target.closest("[data-blank]");
  const waiting = blank && held(blank.closest("[data-tokens]"));
  if (waiting) event.preventDefault();
});

document.addEventListener("dragstart", (event) => {
  const token = event.target.closest?.("[data-token]");
  if (token) event.dataTransfer.setData("text/plain", token.dataset.token);
});

document.addEventListener("dragover", (event) => {
  if (event.target.closest?.("[data-blank]")) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const blank = event.target.closest?.("[data-blank]");
  if (!blank) return;
  event.preventDefault();
  const place = event.dataTransfer.getData("text/plain");
  const token = [...blank.closest("[data-tokens]").querySelectorAll("[data-token]")].find((each) => each.dataset.token === place);
  if (token) put(token, blank);
});
