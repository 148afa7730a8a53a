// After a swap: the title follows, and focus goes to the error, else the feedback, else the heading.

const main = document.getElementById("main");
const NAME = "Quizapp";

const focusOn = (element) => {
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
};

const firstToRead = () =>
  main.querySelector("[data-error-summary]") ?? main.querySelector("[data-feedback]") ?? main.querySelector("h1");

const pageTitle = () => {
  const title = main.querySelector("[data-page-title]")?.dataset.pageTitle;
  return title ? `${title} · ${NAME}` : document.title;
};

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  // An error or sign-in page may come whole: only its middle belongs here.
  if (/^\s*<!doctype/i.test(ctx.text)) ctx.select = "#main > *";
  if (ctx.response.raw.redirected) ctx.replace = "true";
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  ctx.quiet = ctx.sourceElement?.hasAttribute("data-quiet") ?? false;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "main" || ctx.swap === "none") return;
  ctx.title = null;
  document.title = pageTitle();
  if (ctx.quiet) return;
  window.scrollTo({ top: 0, behavior: "instant" });
  const target = firstToRead();
  if (target) focusOn(target);
});

const problems = main.querySelector("[data-error-summary]");
if (problems) focusOn(problems);
