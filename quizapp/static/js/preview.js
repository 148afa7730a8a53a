// The editor's preview: what the learner will see, redrawn while typing.

const redraw = (form) => {
  const preview = document.getElementById("preview");
  if (!preview) return;
  preview.querySelector("[data-preview-stem]").textContent = form.elements.stem.value;
  const list = preview.querySelector("[data-preview-options]");
  const texts = [...form.querySelectorAll("[data-option-text]")].map((input) => input.value.trim()).filter(Boolean);
  list.replaceChildren(...texts.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-editor]");
  if (form) redraw(form);
});
