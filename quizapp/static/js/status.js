// The page's one live region. Others ask for a sentence with a "quizapp:say" event.

const region = document.getElementById("status");

document.addEventListener("quizapp:say", (event) => {
  region.textContent = "";
  // A region that gets the same words again stays silent unless it was empty in between.
  setTimeout(() => { region.textContent = event.detail; }, 50);
});

const announceFrom = (root) => {
  const words = [...root.querySelectorAll("[data-announce]")].map((element) => element.dataset.announce).join(" ");
  if (words && words !== region.dataset.last) {
    document.dispatchEvent(new CustomEvent("quizapp:say", { detail: words }));
  }
  region.dataset.last = words;
};

document.addEventListener("htmx:after:swap", () => announceFrom(document.getElementById("main")));
