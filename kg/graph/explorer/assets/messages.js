// Everything the page says, in Chinese and English.

const MESSAGES = {
  search: ["搜索人物、机构、地点、事件（/）", "Search people, organizations, places, events (/)"],
  searchHint: ["名称、别名或拼音首字母", "name, alias or pinyin initials"],
  noHits: ["没有找到", "Nothing found"],
  hits: ["{n} 个结果", "{n} results"],
  loading: ["正在打开…", "Opening…"],
  graphView: ["图", "Graph"],
  tableView: ["表格", "Table"],
  theme: ["切换深色或浅色", "Dark or light"],
  language: ["English", "中文"],
  exportMenu: ["导出", "Export"],
  exportPng: ["图片 PNG", "Picture, PNG"],
  exportSvg: ["图片 SVG", "Picture, SVG"],
  exportNodes: ["可见节点 CSV", "Visible nodes, CSV"],
  exportEdges: ["可见关系 CSV", "Visible connections, CSV"],
  print: ["打印", "Print"],
  legend: ["类型", "Types"],
  Person: ["人物", "People"],
  Organization: ["机构", "Organizations"],
  Place: ["地点", "Places"],
  Event: ["事件", "Events"],
  Work: ["文件作品", "Works"],
  one_Person: ["人物", "Person"],
  one_Organization: ["机构", "Organization"],
  one_Place: ["地点", "Place"],
  one_Event: ["事件", "Event"],
  one_Work: ["文件或作品", "Work"],
  filters: ["筛选", "Filters"],
  eventTypes: ["事件类别", "Event categories"],
  organizationTypes: ["机构类型", "Organization types"],
  uncategorized: ["未分类", "Uncategorized"],
  document: ["文档", "Document"],
  allDocuments: ["全部文档", "All documents"],
  confidence: ["置信度不低于", "Confidence at least"],
  all: ["全选", "All"],
  none: ["全不选", "None"],
  reset: ["重置视图", "Reset the view"],
  fit: ["适合窗口", "Fit to window"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  time: ["时间", "Time"],
  from: ["从", "From"],
  to: ["到", "To"],
  play: ["逐月播放", "Play through the months"],
  pause: ["暂停", "Pause"],
  wholeTime: ["全部时间", "All time"],
  events: ["{n} 个事件", "{n} events"],
  noDates: ["没有带日期的事件", "No event has a date"],
  shown: ["显示 {shown} / 共 {all} 个节点", "{shown} of {all} nodes shown"],
  truncated: [
    "本文件只收入最重要的 {embedded} 个实体（共 {entities} 个）；其余的请运行 kg serve 查看。",
    "This file holds the {embedded} most important of {entities} entities; run kg serve to reach the rest.",
  ],
  expand: ["展开相邻", "Expand"],
  collapse: ["收起相邻", "Collapse"],
  world: ["只看它的世界", "Only its world"],
  leaveWorld: ["回到全图", "Back to the whole"],
  pathFrom: ["找最短路径…", "Shortest path to…"],
  hide: ["移出画面", "Remove from view"],
  pathPick: ["请选择另一端：点击节点或搜索（Esc 取消）", "Choose the other end: click a node or search (Esc cancels)"],
  pathTitle: ["最短路径：{n} 步", "Shortest path: {n} steps"],
  pathNone: ["两者之间没有路径", "No path joins the two"],
  worldTitle: ["只显示“{name}”和与它直接相连的节点", "Only “{name}” and what is directly joined to it"],
  close: ["关闭", "Close"],
  panel: ["详情与证据", "Details and evidence"],
  panelEmpty: [
    "点击一个节点或连线，这里显示它的名称、职务、事件和原文证据。双击节点展开或收起相邻节点。",
    "Choose a node or a line to see names, posts, events and the sentences it was read from. Double click a node to expand or collapse its neighbours.",
  ],
  top_Person: ["最重要的人物", "Most important people"],
  top_Organization: ["最重要的机构", "Most important organizations"],
  top_Place: ["最重要的地点", "Most important places"],
  top_Event: ["最重要的事件", "Most important events"],
  top_Work: ["最重要的文件作品", "Most important works"],
  aliases: ["又名", "Also"],
  category: ["类别", "Category"],
  date: ["日期", "Date"],
  age: ["年龄", "Age"],
  code: ["区划代码", "Division code"],
  groups: ["其他参与者", "Other participants"],
  posts: ["职务", "Posts"],
  eventsOf: ["事件", "Events"],
  speeches: ["发言", "Statements"],
  saidAt: ["场合", "at"],
  evidence: ["原文证据", "Evidence"],
  moreEvidence: ["另有 {n} 处", "{n} more"],
  noEvidence: ["没有原文证据：由其他事实推出。", "No text of its own: it follows from other facts."],
  connections: ["关系", "Connections"],
  moreItems: ["其余 {n} 项", "{n} more"],
  kind_tenure: ["任职", "post"],
  kind_participation: ["参与", "took part"],
  kind_place: ["发生于", "took place at"],
  kind_within: ["位于", "within"],
  kind_subOrganizationOf: ["隶属", "part of"],
  kind_basedIn: ["所在地", "based in"],
  kind_spouse: ["配偶", "spouse"],
  kind_parent: ["父母", "parent"],
  kind_founder: ["创办人", "founder"],
  kind_subEventOf: ["所属事件", "part of event"],
  kind_about: ["关于", "about"],
  kind_speech: ["谈及", "spoke of"],
  tableCaption: ["符合筛选条件的节点，共 {n} 个", "Nodes that pass the filters: {n}"],
  name: ["名称", "Name"],
  type: ["类型", "Type"],
  importance: ["重要度", "Importance"],
  degree: ["关系数", "Connections"],
  previous: ["上一页", "Previous"],
  next: ["下一页", "Next"],
  pageOf: ["第 {page} / {pages} 页", "Page {page} of {pages}"],
  source: ["起点", "From"],
  target: ["终点", "To"],
  relation: ["关系", "Connection"],
  label: ["说明", "Label"],
  canvas: [
    "关系图，{n} 个节点。方向键平移，加减号缩放，回车展开所选节点；“表格”视图提供同样的内容。",
    "Network of {n} nodes. Arrow keys pan, plus and minus zoom, Enter expands the chosen node; the table view holds the same.",
  ],
  chosen: ["已选择：{name}", "Chosen: {name}"],
  broughtIn: ["加入 {n} 个节点", "{n} nodes added"],
  takenAway: ["收起 {n} 个节点", "{n} nodes taken away"],
  skip: ["跳到搜索", "Skip to search"],
  sidebar: ["图例与筛选", "Legend and filters"],
  counts: ["{entities} 个实体 · {edges} 条关系 · {documents} 份文档", "{entities} entities · {edges} connections · {documents} documents"],
  importanceLegend: ["图形越大越重要；一块底色里的节点属于同一群落。", "Larger is more important; one patch of ground is one community."],
};

let column = 0;

/** Choose "zh" or "en". */
export function setLanguage(language) {
  column = language === "en" ? 1 : 0;
}

export function language() {
  return column === 1 ? "en" : "zh";
}

/** A message in the present language, with {names} filled in. */
export function say(name, values = {}) {
  const text = MESSAGES[name];
  if (!text) throw new Error(`no message ${name}`);
  return text[column].replace(/\{(\w+)\}/g, (_, key) => (typeof values[key] === "number" ? values[key].toLocaleString("en") : values[key]));
}

/** The name of a concept row [key, zh, en] in the present language. */
export function conceptName(concept) {
  return concept[1 + column] || concept[0];
}

/** Names of all messages, for the test that every one has two languages. */
export function messageTable() {
  return MESSAGES;
}
