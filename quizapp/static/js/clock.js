// A test's time left, counted down on the page; the server's own count is what decides.

const ANNOUNCED = [300, 60];
let shown = null;
let endsAt = 0;
let announced = new Set();

const words = (seconds) => {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (!hours && !minutes) return "under a minute";
  return [hours && `${hours}\u00a0h`, minutes && `${minutes}\u00a0min`].filter(Boolean).join(" ");
};

const announce = (left) => {
  for (const limit of ANNOUNCED) {
    if (left > limit || left < limit - 30 || announced.has(limit)) continue;
    announced.add(limit);
    document.dispatchEvent(new CustomEvent("quizapp:say", { detail: `${words(limit)} left` }));
  }
};

const tick = () => {
  const clock = document.querySelector("#main [data-clock]");
  if (!clock) { shown = null; return; }
  if (clock !== shown) {
    shown = clock;
    endsAt = Date.now() + 1000 * Number(clock.dataset.clock);
  }
  const left = Math.round((endsAt - Date.now()) / 1000);
  const place = clock.querySelector("[data-clock-words]");
  if (place.textContent !== words(left)) place.textContent = words(Math.max(0, left));
  announce(left);
  // An answer that is half chosen is not lost by this: the time for it is over.
  if (left <= 0) { shown = null; clock.removeAttribute("data-clock"); window.location.reload(); }
};

setInterval(tick, 1000);
