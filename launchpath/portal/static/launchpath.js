// What the portal's pages can do more with scripts. Everything works without them, but for copying and live changes.
"use strict";

document.documentElement.classList.add("js");

const say = (text) => {
  document.getElementById("said").textContent = text;
};

// --- small things --------------------------------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.classList.add("copied");
    say("Copied.");
    setTimeout(() => copy.classList.remove("copied"), 1500);
  }
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What is typed is searched for as it is typed. Leaving the field is no change: the results would be brought anew, away
// from under the pointer that leaves it to press one of them.
document.addEventListener("change", (event) => event.target.type === "search" && event.stopPropagation(), true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const field = document.querySelector("[data-shortcut]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (field && !typing && event.key === field.dataset.shortcut && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

// Dark or light, at once; the server learns of it by the cookie.
document.querySelector("[data-theme-form]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", root.dataset.theme);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});

// On a narrow screen the choices of a search are folded away until they are wanted.
if (matchMedia("(max-width: 64rem)").matches) {
  for (const fold of document.querySelectorAll("[data-fold-on-phone]")) fold.open = Boolean(fold.querySelector(":checked"));
}

// Of many tabs the present one is seen, however narrow the screen is.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A button that cannot be taken back waits for the name.
const judgeName = (typed) => {
  typed.form.querySelector("button.danger").disabled = typed.value.trim() !== typed.dataset.mustBe;
};
const judgeNames = () => document.querySelectorAll("[data-must-be]").forEach(judgeName);
document.addEventListener("input", (event) => {
  if (event.target.dataset?.mustBe !== undefined) judgeName(event.target);
});
document.body.addEventListener("htmx:afterSettle", judgeNames);
judgeNames();

// Once htmx, which was here first, has seen the page.
const whenReady = (then) => document.addEventListener("DOMContentLoaded", then);

// --- what is typed, kept until it has been sent --------------------------------------------------------------------

// Everybody has drafts of their own, which end with their session or with somebody else's visit in this tab. Where
// nobody has signed in they wait: who comes back after a long time finds them again.
const user = document.body.dataset.user;
const drafts = `launchpath:draft:${user}:`;
const forgetAll = (isMeant) => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("launchpath:draft:") && isMeant(key)) sessionStorage.removeItem(key);
};
if (user) forgetAll((key) => !key.startsWith(drafts));
document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => forgetAll(() => true));

// Where a form that was sent has led to another page, it was taken.
if (!document.getElementById("editor") && !location.pathname.startsWith("/sign-in")) {
  sessionStorage.removeItem(sessionStorage.getItem("launchpath:sent"));
  sessionStorage.removeItem("launchpath:sent");
}

// --- a run, while it goes on ---------------------------------------------------------------------------------------

const run = document.querySelector(".run");
if (run) {
  if (run.dataset.sent) {
    forgetAll((key) => key.startsWith(drafts + run.dataset.sent));
    history.replaceState(null, "", location.pathname);
  }
  const spoken = (seconds) => {
    if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  };
  const tick = () => {
    for (const clock of run.querySelectorAll("[data-since]")) {
      clock.textContent = `${spoken(Date.now() / 1000 - Number(clock.dataset.since))} so far`;
    }
  };
  tick();
  setInterval(tick, 1000);

  const connection = document.getElementById("connection");
  const status = () => run.querySelector(".page-head .pill")?.textContent.trim();
  let last = status();
  run.addEventListener("htmx:sseError", async () => {
    connection.hidden = false;
    // Or it is the session that has ended: then the way leads to the door, and back.
    const asked = { headers: { "HX-Request": "true", "HX-Current-URL": location.href } };
    const to = (await fetch(location.href, asked).catch(() => null))?.headers.get("HX-Redirect");
    if (to) location.assign(to);
  });
  run.addEventListener("htmx:sseOpen", () => {
    connection.hidden = true;
  });
  run.addEventListener("htmx:sseClose", () => {
    connection.hidden = true;
    document.title = document.title.replace(/^\S+/, () => run.querySelector("h1").textContent.split(" ")[0]);
  });
  run.addEventListener("htmx:sseMessage", () => {
    tick();
    if (status() !== last) {
      last = status();
      say(`${run.querySelector("h1").textContent}: ${last}`);
    }
  });
}
