/* Keys, claims, and uploads. Everything here has a way that works without it. */
"use strict";

const say = (text) => { document.getElementById("said").textContent = text; };
const isTyping = (target) =>
  target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
  (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type));

/* --- rows: j and k move, Enter opens ---------------------------------------------------- */
const rows = () => [...document.querySelectorAll("[data-rows] tr.opens, [data-rows] tr.picks")];
function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  next.querySelector("a.opens__link, input[type=checkbox]").focus();
  next.scrollIntoView({ block: "nearest" });
}

/* --- keys -------------------------------------------------------------------------------- */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isTyping(event.target)) return;
  if (event.key === "j") { move(1); event.preventDefault(); return; }
  if (event.key === "k") { move(-1); event.preventDefault(); return; }
  if (event.key === "?") { document.getElementById("keys")?.showModal(); event.preventDefault(); return; }
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input[type=checkbox]")) {
    wanted.click();
    wanted.focus();
  } else if (wanted.matches("input[type=radio]")) {
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (wanted.matches("input, textarea, select")) {
    wanted.focus();
    wanted.select?.();
  } else wanted.click();
});

/* --- deciding: the chosen action names the button and takes the focus ---------------------- */
const VERBS = { approve: "Approve", reject: "Reject", correct: "Save correction", ask: "Ask", escalate: "Escalate" };
const NEEDS_WORDS = new Set(["reject", "ask", "escalate"]);
document.addEventListener("change", (event) => {
  if (event.target.name !== "action") return;
  const form = event.target.closest("form.decide");
  if (!form) return;
  const action = event.target.value;
  const button = form.querySelector("[data-confirm]");
  button.firstChild.textContent = VERBS[action] + " ";
  button.disabled = false;
  const comment = form.querySelector("[name=comment]");
  comment.required = NEEDS_WORDS.has(action);
  if (action === "correct") form.querySelector(".decide__correct input")?.focus();
  else if (comment.required && !comment.value) comment.focus();
  else button.focus();
  say(`${VERBS[action]}: confirm with Enter`);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.target.name !== "comment") return;
  const form = event.target.closest("form.decide");
  if (!form || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
const shownAt = performance.now();
document.addEventListener("htmx:configRequest", (event) => {
  if ("seconds_in_view" in event.detail.parameters)
    event.detail.parameters.seconds_in_view = Math.round((performance.now() - shownAt) / 1000);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const told = event.detail.target.querySelector?.("[data-say]") ||
    document.getElementById(event.detail.target.id)?.querySelector("[data-say]");
  if (told) say(told.textContent.trim());
});
document.addEventListener("htmx:responseError", () => {
  const box = document.getElementById("flash");
  if (!box) return;
  const text = document.createElement("p");
  text.className = "notice notice--bad";
  text.setAttribute("role", "alert");
  text.textContent = "That did not work, and nothing was changed. Reload the page and try again.";
  box.replaceChildren(text);
});
document.addEventListener("htmx:sendError", () => say("The server cannot be reached; nothing was changed."));

/* --- where values stand: a field shows its box, a box its field, f goes through them ----------- */
const marks = () => [...document.querySelectorAll(".mark")];
const chosen = () => document.querySelector('.mark[aria-pressed="true"]');
const boxOf = (name) => document.querySelector(`[data-box="${CSS.escape(name)}"]`);
function choose(name, { follow = true } = {}) {
  const told = document.querySelector("[data-told-here]");
  if (!told) return;
  for (const mark of marks()) mark.setAttribute("aria-pressed", String(mark.dataset.field === name));
  for (const box of document.querySelectorAll(".box")) box.classList.toggle("is-on", box.dataset.box === name);
  const mark = chosen();
  told.textContent = mark ? mark.dataset.told : told.dataset.idle;
  if (!mark) return;
  const strip = mark.parentElement;
  strip.scrollLeft = mark.offsetLeft - strip.offsetLeft - (strip.clientWidth - mark.offsetWidth) / 2;
  say(mark.dataset.told);
  if (follow) boxOf(name)?.scrollIntoView({ block: "center", inline: "nearest" });
}
function chooseNext(step) {
  const all = marks();
  if (!all.length) return false;
  const at = all.findIndex((mark) => mark === chosen());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
  choose(next.dataset.field);
  next.focus({ preventScroll: true });
  return true;
}
document.addEventListener("click", (event) => {
  const field = event.target.closest("button[data-field]");
  if (field) choose(field.classList.contains("mark") && field === chosen() ? "" : field.dataset.field);
  const box = event.target.closest("[data-box]");
  if (!box) return;
  choose(box.classList.contains("is-on") ? "" : box.dataset.box, { follow: false });
  chosen()?.focus({ preventScroll: true });
});
document.addEventListener("focusin", (event) => {
  const name = /^change-(.+)$/.exec(event.target.id || "")?.[1];
  if (name && boxOf(name)) choose(name, { follow: false });
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "Escape" && chosen() && !document.querySelector("dialog[open]")) choose("");
  if ((event.key === "f" || event.key === "F") && chooseNext(event.key === "f" ? 1 : -1)) event.preventDefault();
});

/* --- answers that are shown while they come ------------------------------------------------------ */
async function stream(form) {
  const target = document.getElementById(form.dataset.streams);
  const parts = target.querySelector("[data-parts]");
  const button = form.querySelector("button");
  button.disabled = true;
  parts.textContent = "Thinking";
  const body = new FormData(form);
  const headers = { Accept: "application/x-ndjson", "HX-Request": "true" };
  const response = await fetch(form.action, { method: "POST", body, headers });
  if (!response.headers.get("Content-Type")?.includes("ndjson")) return (await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "", whole = "", isFirst = true;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const said = JSON.parse(line);
      whole = said.whole ?? whole;
      if (!said.part) continue;
      if (isFirst) parts.replaceChildren();
      isFirst = false;
      parts.insertAdjacentHTML("beforeend", said.part);
    }
  }
  return whole;
}
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-streams]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const target = document.getElementById(form.dataset.streams);
  stream(form).catch(() => "").then((html) => {
    if (!html) { location.reload(); return; }
    const made = document.createElement("template");
    made.innerHTML = html;
    const answer = made.content.firstElementChild;
    target.replaceWith(answer);
    htmx.process(answer);
    say("Answered");
  });
}, true);

/* --- filters apply as they change ------------------------------------------------------------ */
document.addEventListener("change", (event) => {
  if (event.target.matches(".filters select")) event.target.form.requestSubmit();
});

/* --- upload: one request a file, with the bytes that really left ------------------------------ */
const drop = document.querySelector("[data-drop]");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  const list = document.getElementById("uploads");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const AT_ONCE = 3;
  const waiting = [];
  let running = 0;

  const row = (file) => {
    const element = document.createElement("tr");
    for (const text of [file.name, "", ""]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      element.append(cell);
    }
    element.cells[0].className = "wrap";
    const bar = document.createElement("progress");
    bar.className = "bar";
    bar.max = 1; bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    element.cells[1].append(bar);
    element.cells[2].textContent = "Waiting";
    list.prepend(element);
    return element;
  };
  const fail = (element, text) => {
    element.cells[1].textContent = "Not sent";
    element.cells[2].textContent = text;
    say(text);
  };
  const send = ({ file, element }) => {
    running += 1;
    const request = new XMLHttpRequest();
    const bar = element.querySelector("progress");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
      element.cells[2].textContent = "Sending";
    });
    request.upload.addEventListener("load", () => { element.cells[2].textContent = "Received, reading"; });
    request.addEventListener("loadend", () => { running -= 1; next(); });
    request.addEventListener("error", () => fail(element, "The server cannot be reached. Try again."));
    request.addEventListener("load", () => {
      const made = document.createElement("template");
      if (request.status < 500 && request.responseText.trimStart().startsWith("<tr")) {
        made.innerHTML = request.responseText;
        const answer = made.content.firstElementChild;
        element.replaceWith(answer);
        htmx.process(answer);
        say(answer.textContent.replace(/\s+/g, " "));
      } else fail(element, request.status === 413 ? "The file is too large." : "The server did not take it. Try again.");
    });
    const form = new FormData();
    form.append("files", file);
    const entity = drop.querySelector("[name=entity]");
    if (entity?.value) form.append("entity", entity.value);
    request.open("POST", drop.action);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("HX-Request", "true");
    request.send(form);
  };
  const next = () => { while (running < AT_ONCE && waiting.length) send(waiting.shift()); };
  const take = (files) => {
    document.getElementById("uploads-card").hidden = false;
    for (const file of files) waiting.push({ file, element: row(file) });
    next();
  };
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
  for (const name of ["dragover", "dragenter"])
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
  for (const name of ["dragleave", "drop"])
    drop.addEventListener(name, () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  drop.querySelector("[data-plain]").hidden = true;
}

/* --- cash: what the chosen records and pieces leave of a bank line ------------------------------- */
const minor = (text, digits) => {
  const found = /^([+\u2212-]?)(\d+)(?:[.](\d*))?$/.exec(text.trim());
  if (!found || (found[3] || "").length > digits) return 0n;
  const value = BigInt(found[2] + (found[3] || "").padEnd(digits, "0"));
  return found[1] && found[1] !== "+" ? -value : value;
};
// One set at a time; what it leaves over, where the page knows what that could be, is filled in.
function takeSet(form, box) {
  for (const other of form.querySelectorAll("input[data-set]")) if (other !== box) other.checked = false;
  const what = form.querySelector("[name=rest_type]"), why = form.querySelector("[name=reason]");
  if (what.dataset.filled === what.value) { what.value = ""; what.dataset.filled = ""; }
  if (why.dataset.filled === why.value) { why.value = ""; why.dataset.filled = ""; }
  if (!box.checked || !box.dataset.rest) return;
  if (!what.value) what.value = what.dataset.filled = box.dataset.rest;
  if (!why.value) why.value = why.dataset.filled = box.dataset.reason;
}
for (const form of document.querySelectorAll("form[data-sum]")) {
  const left = form.querySelector("[data-left]");
  const digits = Number(form.dataset.digits);
  if (!left) continue;
  const count = form.querySelector("[data-count]");
  const tell = () => {
    let rest = BigInt(form.dataset.sum);
    const set = form.querySelector("input[data-set]:checked");
    // A record of the chosen set counts once, ticked by itself or not.
    const isWithin = (box) => set && box !== set && (box.dataset.in || "").split(" ").includes(set.value);
    const chosen = [...form.querySelectorAll("input[data-cents]:checked")].filter((box) => !isWithin(box));
    for (const box of chosen) rest -= BigInt(box.dataset.cents);
    for (const piece of form.querySelectorAll("input[data-piece]")) rest -= minor(piece.value, digits);
    // Records in another currency take whatever the parts leave of the line.
    if (chosen.some((box) => "abroad" in box.dataset)) rest = 0n;
    const text = String(rest < 0n ? -rest : rest).padStart(digits + 1, "0");
    const units = (digits ? text.slice(0, -digits) : text).replace(/\B(?=(\d{3})+$)/g, ",");
    const whole = digits ? `${units}.${text.slice(-digits)}` : units;
    left.textContent = `${rest < 0n ? "\u2212" : ""}${whole} ${form.dataset.currency}`;
    left.classList.toggle("is-even", rest === 0n);
    if (count) count.textContent = chosen.reduce((sum, box) => sum + Number(box.dataset.records || 1), 0);
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", (event) => {
    if ("set" in event.target.dataset) takeSet(form, event.target);
    tell();
  });
  const all = form.querySelector("[data-all]");
  if (all) all.addEventListener("change", () => {
    for (const box of form.querySelectorAll("input[data-cents]:not([data-set])")) box.checked = all.checked;
    tell();
  });
  tell();
}
