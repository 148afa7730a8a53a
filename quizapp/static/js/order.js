// Steps to be put in order: the buttons move a step among the others and give each its place.

const say = (words) => document.dispatchEvent(new CustomEvent("quizapp:say", { detail: words }));

const placeOf = (row) => row.querySelector("select");

// The rows as their places say; a row without a place, or with another's, takes the next free one.
const arranged = (rows) => {
  const order = new Array(rows.length);
  const left = rows.filter((row) => {
    const place = Number(placeOf(row).value) - 1;
    if (place < 0 || order[place]) return true;
    order[place] = row;
    return false;
  });
  return Array.from(order, (row) => row ?? left.shift());
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-order] [data-move]");
  if (!button || button.closest("form[data-held]")) return;
  const list = button.closest("[data-order]");
  const moved = button.closest("li");
  const rows = arranged([...list.children]);
  const from = rows.indexOf(moved);
  const to = Math.min(Math.max(from + Number(button.dataset.move), 0), rows.length - 1);
  rows.splice(to, 0, ...rows.splice(from, 1));
  list.append(...rows);
  rows.forEach((row, index) => { placeOf(row).value = String(index + 1); });
  button.focus();
  say(`Step ${moved.dataset.letter} is now ${to + 1} of ${rows.length}.`);
});
