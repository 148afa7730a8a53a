// After a swap: the title follows, and focus goes to the error, else the feedback, else the heading.

const main = document.getElementById("main");
const NAME = "Quizapp";

const focusOn = (element) => {
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
};

const firstToRead = () =>
  ["[data-error-summary]", "[data-feedback]", "[data-focus-first]", "h1"]
    .map((selector) => main.querySelector(selector)).find(Boolean);

const pageTitle = () => {
  const title = main.querySelector("[data-page-title]")?.dataset.pageTitle;
  return title ? `${title} · ${NAME}` : document.title;
};

// A sitting is one entry of the history: Back leaves it, whatever the server proposes.
const keepHistory = (ctx) => {
  const { pushurl, ...others } = ctx.hx;
  const { redirected } = ctx.response.raw;
  if (ctx.replace && pushurl) ctx.hx = { ...others, replaceurl: pushurl };
  else if (!ctx.replace && !pushurl && redirected) ctx.push = "true";
  // What a form got back in place, such as its errors, has no address to come back to.
  else if (ctx.request.method !== "GET" && !redirected) ctx.replace = null;
};

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  // Signing in changes the whole page, its header included.
  if (ctx.text.includes("data-whole-page")) {
    event.preventDefault();
    window.location.assign(ctx.response.raw.url);
    return;
  }
  // An error or sign-in page may come whole: only its middle belongs here.
  if (/^\s*<!doctype/i.test(ctx.text)) ctx.select = "#main > *";
  keepHistory(ctx);
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
  if (!target) return;
  focusOn(target);
  if (target.hasAttribute("data-into-view")) target.scrollIntoView({ block: "center", behavior: "instant" });
});

const problems = main.querySelector("[data-error-summary]");
if (problems) focusOn(problems);
