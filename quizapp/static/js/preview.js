// The editor's preview: what the learner will see, redrawn while typing.

const redraw = (form) => {
  const preview = document.getElementById("preview");
  if (!preview) return;
  preview.querySelector("[data-preview-stem]").textContent = form.elements.stem.value;
  for (const line of preview.querySelectorAll("[data-preview-text]")) {
    line.textContent = form.elements[line.dataset.previewText].value;
  }
  for (const list of preview.querySelectorAll("[data-preview]")) {
    const shown = list.dataset.preview.split(" ").flatMap((name) =>
      [...form.querySelectorAll(`[data-previewed="${name}"]`)].map((input) => input.value.trim()).filter(Boolean));
    list.replaceChildren(...shown.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-editor]");
  if (form) redraw(form);
});
