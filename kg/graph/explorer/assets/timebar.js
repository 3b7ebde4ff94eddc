// The time bar: a histogram of the events, two sliders for a span of it, and a button that plays through.

import { byId, el, fill, svgEl } from "./dom.js";
import { say } from "./messages.js";
import { barLabel, histogram, nextWindow } from "./timeline.js";

const STEP = 900; // milliseconds a month is shown while playing
const LABEL = 66; // pixels that the name of a month needs

export class TimeBar {
  constructor(app) {
    this.app = app;
    this.bars = histogram(app.core.months);
    this.element = byId("time");
    [this.low, this.high] = [byId("time-from"), byId("time-to")];
    this.button = byId("play");
    for (const slider of [this.low, this.high]) {
      slider.max = Math.max(this.bars.length - 1, 0);
      slider.addEventListener("input", () => {
        const [low, high] = [Number(this.low.value), Number(this.high.value)]; // before stop() draws the sliders again
        this.stop();
        this.set(slider === this.low ? [low, Math.max(low, high)] : [Math.min(low, high), high]);
      });
    }
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    byId("whole-time").addEventListener("click", () => {
      this.stop();
      this.set([0, this.bars.length - 1]);
    });
    this.timer = null;
    this.build();
  }

  /** First and last chosen bar. */
  get window() {
    const { time } = this.app.state;
    if (!time) return [0, this.bars.length - 1];
    const first = this.bars.findIndex((bar) => bar.to >= time[0]);
    const last = this.bars.findLastIndex((bar) => bar.from <= time[1]);
    return first < 0 || last < first ? [0, this.bars.length - 1] : [first, last];
  }

  set([first, last]) {
    const whole = first === 0 && last === this.bars.length - 1;
    this.app.set("time", whole ? null : [this.bars[first].from, this.bars[last].to]);
  }

  build() {
    const most = Math.max(1, ...this.bars.map((bar) => bar.count));
    const width = 1000 / Math.max(this.bars.length, 1);
    this.shapes = this.bars.map((bar, i) => {
      const height = bar.count ? 3 + 37 * Math.sqrt(bar.count / most) : 0;
      return svgEl("rect", { x: i * width + width * 0.08, y: 40 - height, width: width * 0.84, height, onclick: () => this.set([i, i]) },
        svgEl("title", {}, `${barLabel(bar)}: ${bar.count}`));
    });
    fill(byId("histogram"), this.shapes);
    // the middle of a knob is to stand under the middle of its bar
    if (this.bars.length > 1) this.low.parentElement.style.setProperty("--half", `calc((100% - 14px) / ${2 * this.bars.length})`);
    new ResizeObserver(() => this.label()).observe(byId("time-labels"));
  }

  /** As many names of months as have room. */
  label() {
    const every = Math.max(1, Math.ceil((this.bars.length * LABEL) / Math.max(byId("time-labels").clientWidth, LABEL)));
    fill(byId("time-labels"), this.bars.map((bar, i) => [bar, i]).filter(([, i]) => i % every === 0).map(([bar, i]) => {
      const label = el("span", {}, barLabel(bar));
      label.style.setProperty("left", `${((i + 0.5) / this.bars.length) * 100}%`);
      return label;
    }));
  }

  draw(app) {
    this.element.classList.toggle("empty", !this.bars.length);
    this.element.setAttribute("aria-label", say("time"));
    if (!this.bars.length) {
      fill(byId("time-span"), say("noDates"));
      return;
    }
    const [first, last] = this.window;
    this.low.value = first;
    this.high.value = last;
    const words = [barLabel(this.bars[first]), barLabel(this.bars[last])];
    this.low.setAttribute("aria-label", say("from"));
    this.high.setAttribute("aria-label", say("to"));
    this.low.setAttribute("aria-valuetext", words[0]);
    this.high.setAttribute("aria-valuetext", words[1]);
    this.shapes.forEach((shape, i) => shape.classList.toggle("out", i < first || i > last));
    const count = this.bars.slice(first, last + 1).reduce((sum, bar) => sum + bar.count, 0);
    const span = app.state.time ? [...new Set(words)].join(" – ") : say("wholeTime");
    fill(byId("time-span"), `${span} · ${say("events", { n: count })}`);
    byId("whole-time").hidden = !app.state.time;
    fill(byId("whole-time"), say("wholeTime"));
    this.button.setAttribute("aria-label", say(this.timer ? "pause" : "play"));
    this.button.setAttribute("title", say(this.timer ? "pause" : "play"));
    this.button.classList.toggle("playing", Boolean(this.timer));
  }

  play() {
    const step = () => {
      const next = this.started ? nextWindow(this.window, this.bars.length) : this.firstWindow();
      this.started = true;
      if (next) this.set(next);
      else this.stop();
    };
    this.started = false;
    this.timer = setInterval(step, STEP);
    step();
  }

  firstWindow() {
    const [first, last] = this.window;
    return this.app.state.time && last < this.bars.length - 1 ? [first, last] : [0, 0];
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.draw(this.app);
  }
}
