// A form is sent once. An answer that the network lost is sent again: its response_uuid makes that safe.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds
const GATEWAY = [502, 503, 504];
const pending = new Map(); // answer form -> {tries, timer}

const say = (words) => document.dispatchEvent(new CustomEvent("quizapp:say", { detail: words }));

const show = (form, state, words) => {
  const place = form.closest(".page")?.querySelector("[data-save-state]");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = words;
};

const hold = (form, held) => {
  form.toggleAttribute("data-held", held);
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (held) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
};

const isAnswer = (element) => element instanceof HTMLFormElement && element.hasAttribute("data-answer");

const sendAgain = (form) => {
  const wait = pending.get(form);
  if (!wait) return;
  clearTimeout(wait.timer);
  wait.due = true;
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
};

const keepTrying = (form) => {
  const wait = pending.get(form) ?? { tries: 0 };
  const seconds = WAITS[Math.min(wait.tries, WAITS.length - 1)];
  if (wait.tries === 0) say("Not sent yet. We'll try again.");
  wait.tries += 1;
  wait.due = false;
  wait.timer = setTimeout(() => sendAgain(form), seconds * 1000);
  pending.set(form, wait);
  show(form, "offline", "Not sent yet. We'll try again.");
  hold(form, true);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const wait = pending.get(form);
  if (wait?.due) {
    wait.due = false;
    return;
  }
  if (form.hasAttribute("data-held")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wait) sendAgain(form);
  }
}, true);

document.addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (form.matches("[data-here]")) form.elements.next.value = location.pathname + location.search;
  if (!defaultPrevented && form.method === "post") hold(form, true);
});

// A file that the server will not take is refused before it is sent.
document.addEventListener("change", ({ target: input }) => {
  const most = Number(input.dataset?.mostBytes);
  if (!most || !input.files) return;
  const large = [...input.files].find((file) => file.size > most);
  const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(bytes % 1048576 ? 1 : 0);
  input.setCustomValidity(large ? `This file has ${megabytes(large.size)} MB; up to ${megabytes(most)} MB can be uploaded. Split it, or save it with smaller pictures.` : "");
  if (large) input.reportValidity();
});

// What is on its way must not change any more.
const keepAsSent = (event) => {
  if (event.key === "Tab") return;
  const form = event.target.closest?.("form[data-answer][data-held]");
  if (form && event.target.closest(event.type === "click" ? "input, label" : "select")) event.preventDefault();
};
document.addEventListener("click", keepAsSent, true);
for (const type of ["mousedown", "keydown"]) document.addEventListener(type, keepAsSent, true);

document.addEventListener("htmx:before:request", ({ target }) => {
  if (!(target instanceof HTMLFormElement)) return;
  hold(target, true);
  if (isAnswer(target)) show(target, "sending", "Sending…");
});

document.addEventListener("htmx:after:request", (event) => {
  const { target: form, detail: { ctx } } = event;
  if (!GATEWAY.includes(ctx.response.status)) {
    pending.delete(form);
    return;
  }
  if (isAnswer(form)) ctx.unreached = true;
  else if (!form.hasAttribute("data-quiet")) say("The service is not answering. Please try again in a minute.");
});

document.addEventListener("htmx:error", ({ target: form, detail: { ctx } }) => {
  if (!ctx) return;
  if (isAnswer(form)) ctx.unreached = true;
  else if (!form.hasAttribute?.("data-quiet")) say("You seem to be offline. Please try again when you are connected.");
});

document.addEventListener("htmx:finally:request", ({ target: form, detail: { ctx } }) => {
  if (!(form instanceof HTMLFormElement)) return;
  if (ctx.unreached) keepTrying(form);
  else hold(form, false);
});

window.addEventListener("online", () => { for (const form of pending.keys()) sendAgain(form); });
window.addEventListener("beforeunload", (event) => {
  if ([...pending.keys()].some((form) => form.isConnected)) event.preventDefault();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-held]")) hold(form, false);
});
