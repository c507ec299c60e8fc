// Light or dark: the system's setting, or the reader's last choice. Not a module, so that it runs before first paint.
(() => {
  "use strict";
  const NAME = "nutgraf.theme";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try {
      return localStorage.getItem(NAME);
    } catch {
      return null; // storage is switched off: the choice is not kept
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(NAME, theme);
    } catch {
      // as above
    }
  }

  function current() {
    return root.dataset.theme ?? (dark.matches ? "dark" : "light");
  }

  function chosen(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  }

  chosen(remembered());
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = () => {
      button.textContent = current() === "dark" ? "Light" : "Dark"; // the theme that a click switches to
      button.setAttribute("aria-label", `${button.textContent} colours`);
    };
    button.addEventListener("click", () => {
      chosen(current() === "dark" ? "light" : "dark");
      remember(current());
      label();
    });
    dark.addEventListener("change", label);
    label();
  });
})();
