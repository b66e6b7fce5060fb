// Sends and reads without loading the page again. The page works without this file.
"use strict";

const phone = document.querySelector(".phone");
const [screen, start, log, dots, chips, notice, composer, attach, box, down, sendButton, blank] =
  ["screen", "start", "log", "dots", "chips", "notice", "composer", "attach", "text", "down", "send", "bubble"].map((id) => document.getElementById(id));
const LATE = 4000; // milliseconds without a reply after which the page says that it may take a while
let after = phone.dataset.after;
let late = 0;
let offered = "";

function tell(what) {
  const words = what ? notice.dataset[what] : "";
  if (notice.textContent !== words) notice.textContent = words;
  notice.classList.toggle("calm", what === "late");
}

function bubble(line) {
  const node = blank.content.firstElementChild.cloneNode(true);
  const find = (name) => node.querySelector(name);
  node.id = line.id;
  node.classList.add("new");
  node.classList.toggle("mine", line.mine);
  if (line.mine) find(".who").textContent = "Tú:";
  find(".standin").hidden = !line.label;
  find(".standin use").setAttribute("href", `#i-${line.form}`);
  find(".standin span").textContent = line.label;
  // Texts become text nodes: nothing that anybody wrote is ever read as markup.
  find(".text").append(...line.spans.map(([text, bold]) => {
    if (!bold) return text;
    const strong = document.createElement("strong");
    strong.textContent = text;
    return strong;
  }));
  find(".cost").textContent = line.cost;
  find("time").dateTime = line.at;
  find("time").textContent = line.time;
  return node;
}

function draw(line) {
  let node = document.getElementById(line.id);
  const fresh = !node;
  if (fresh) {
    node = bubble(line);
    log.append(node);
  }
  const state = node.querySelector(".state");
  state.dataset.state = line.state;
  state.querySelector("use").setAttribute("href", `#i-${line.state || "sent"}`);
  state.querySelector(".away").textContent = line.said;
  return fresh ? node : null;
}

function button(chip) {
  const made = document.createElement("button");
  made.name = chip.name;
  made.value = chip.value;
  made.textContent = chip.label;
  return made;
}

function show(news) {
  after = news.after;
  if (!news.lines.length) return;
  const fresh = news.lines.map(draw).filter(Boolean);
  start.hidden = true;
  const offer = JSON.stringify(news.chips);
  // What stays the same stays there: a button that is replaced under a finger is not pressed.
  if (offer !== offered) chips.querySelector("div").replaceChildren(...news.chips.map(button));
  offered = offer;
  chips.hidden = !news.chips.length;
  dots.hidden = !news.waiting;
  clearTimeout(late);
  tell("");
  if (news.waiting) late = setTimeout(() => { dots.hidden = true; tell("late"); }, LATE);
  if (fresh.length) reveal(fresh[0]);
}

// Down to the end, but never past the beginning of what is new: a long answer is read from its first line.
function reveal(node) {
  const asked = node.previousElementSibling;
  const first = asked && asked.classList.contains("mine") && asked.offsetHeight < screen.clientHeight / 4 ? asked : node;
  screen.scrollTop = first.offsetTop - 12;
  below();
}

function below() {
  down.hidden = screen.scrollHeight - screen.clientHeight - screen.scrollTop < 24;
}

async function listen() {
  for (;;) {
    if (document.hidden) await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    try {
      const answer = await fetch(`${phone.dataset.self.replace("?", "/messages?")}&after=${after}`);
      if (!answer.ok) throw new Error(answer.statusText);
      if (notice.textContent === notice.dataset.offline) tell("");
      show(await answer.json());
    } catch {
      tell("offline");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

async function send(event) {
  event.preventDefault();
  const { target, submitter } = event;
  const fields = Object.fromEntries(new FormData(target, submitter));
  if (!(fields.text || "").trim() && !fields.form && !fields.choice) return;
  if (submitter.name === "choice") fields.label = submitter.textContent;
  if (target === composer) box.value = "";
  if (attach) attach.open = false;
  if (target === composer || submitter.matches(":focus-visible")) box.focus();
  let arrived = false;
  try {
    const body = JSON.stringify(fields);
    arrived = (await fetch("/simulator/messages", { method: "POST", headers: { "Content-Type": "application/json" }, body })).ok;
  } catch { /* told below */ }
  if (arrived) return;
  tell("failed");
  if (target === composer && !box.value) box.value = fields.text;
}

composer.noValidate = true;
for (const form of [composer, chips, start]) form.addEventListener("submit", send);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit(sendButton);
});
if (attach) {
  attach.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    attach.open = false;
    attach.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => { if (!attach.contains(event.target)) attach.open = false; });
}
down.addEventListener("click", () => { screen.scrollTop = screen.scrollHeight; });
screen.addEventListener("scroll", below, { passive: true });
// A new person's address: the same page after a reload, and a link that can be kept.
history.replaceState(null, "", phone.dataset.self);
screen.scrollTop = screen.scrollHeight;
listen();
