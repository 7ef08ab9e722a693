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

const keeping = (form, key) => {
  // A secret stays one while it is shown.
  const isPrivate = (input) => ["password", "hidden"].includes(input.type) || input.dataset.secret !== undefined;
  const fields = () => [...form.elements].filter((input) => input.name && !isPrivate(input) && input.type !== "submit");
  const isTicked = (input) => ["radio", "checkbox"].includes(input.type);
  return {
    keep: () => {
      const typed = fields().filter((input) => !isTicked(input) || input.checked);
      sessionStorage.setItem(key, JSON.stringify(typed.map((input) => [input.name, input.value])));
    },
    forget: () => sessionStorage.removeItem(key),
    // Puts back what was typed; whether anything is other than the page has it.
    restore: () => {
      const typed = JSON.parse(sessionStorage.getItem(key) ?? "[]");
      let changed = false;
      for (const input of typed.length ? fields() : []) {
        if (input.dataset.switch !== undefined) continue;
        const values = typed.filter(([name]) => name === input.name).map(([, value]) => value);
        if (isTicked(input)) {
          const checked = values.includes(input.value);
          changed ||= input.checked !== checked;
          input.checked = checked;
        } else if (values.length && input.value !== values[0]) {
          changed = true;
          input.value = values[0];
        }
      }
      document.getElementById("restored").hidden = !changed;
      return changed;
    },
  };
};

// --- a form that launches or updates -------------------------------------------------------------------------------

const draft = document.getElementById("draft");
if (draft) {
  // A link with values is a form of its own.
  const { keep, restore, forget } = keeping(draft, drafts + draft.dataset.draft + location.search);

  // A flaw is told once its field has been left, or the form been sent.
  const touch = (event) => {
    const field = event.target.closest(".field");
    if (field && (event.type === "change" || event.target.value)) field.classList.add("touched");
    mark();
  };
  const mark = () => {
    for (const field of draft.querySelectorAll(".field[data-key]")) {
      const flaw = field.querySelector(".flaw");
      const shown = flaw?.textContent.trim() && (draft.classList.contains("was-sent") || field.classList.contains("touched"));
      for (const input of field.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (shown) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  };

  // Another version or path asks for other values: the page is made anew with everything that was typed.
  const switchTo = () => {
    const button = document.createElement("button");
    button.name = "action";
    button.value = "switch";
    button.hidden = true;
    button.formNoValidate = true;
    draft.append(button);
    draft.noValidate = true;
    isChecked = true;
    draft.requestSubmit(button);
  };

  // Ask the server what is wrong now, and wait for its answer. Without one the form is sent as it is.
  const recheck = () =>
    new Promise((resolve) => {
      let isSent = false;
      const sent = () => {
        isSent = true;
      };
      const answered = () => {
        if (!isSent) return;
        draft.removeEventListener("htmx:beforeSend", sent);
        draft.removeEventListener("htmx:afterRequest", answered);
        resolve();
      };
      draft.addEventListener("htmx:beforeSend", sent);
      draft.addEventListener("htmx:afterRequest", answered);
      htmx.trigger(draft, "recheck");
    });

  let isChecked = false;
  draft.noValidate = true;
  draft.addEventListener("input", keep);
  draft.addEventListener("change", (event) => {
    keep();
    if (event.target.dataset?.switch !== undefined) switchTo();
  });
  draft.addEventListener("focusout", touch);
  draft.addEventListener("change", touch);
  draft.addEventListener("htmx:oobAfterSwap", mark);
  document.body.addEventListener("htmx:afterRequest", mark);
  draft.addEventListener("submit", async (event) => {
    if (isChecked) return;
    // Checked first, so that a secret is not lost to a page that is made anew.
    event.preventDefault();
    const button = event.submitter;
    await recheck();
    draft.classList.add("was-sent");
    mark();
    const first = draft.querySelector(".flaw:not(:empty)");
    const refused = document.querySelector("#broken-rules .notice");
    if (first) {
      first.closest(".field").querySelector("input:not([type=hidden]), select, textarea").focus();
    } else if (refused) {
      refused.scrollIntoView({ block: "center" });
    } else {
      isChecked = true;
      draft.requestSubmit(button);
    }
  });
  draft.addEventListener("htmx:confirm", (event) => {
    // While it is being sent nothing is checked any more.
    if (isChecked) event.preventDefault();
  });
  document.querySelector("[data-forget]")?.addEventListener("click", () => {
    forget();
    location.reload();
  });
  whenReady(() => {
    if (!draft.classList.contains("was-sent") && restore()) htmx.trigger(draft, "change");
  });
}

// --- a template that is being written ------------------------------------------------------------------------------

const editor = document.getElementById("editor");
if (editor) {
  const key = drafts + location.pathname;
  const { keep, restore, forget } = keeping(editor, key);
  editor.addEventListener("input", keep);
  editor.addEventListener("submit", () => sessionStorage.setItem("launchpath:sent", key));
  document.querySelector("[data-forget]").addEventListener("click", () => {
    forget();
    location.reload();
  });
  whenReady(() => {
    if (editor.dataset.fresh !== undefined && restore()) htmx.trigger("#body", "input");
  });
} else if (!location.pathname.startsWith("/sign-in")) {
  // Where a form that was sent has led to another page, it was taken.
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
  run.addEventListener("htmx:sseError", () => {
    connection.hidden = false;
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
