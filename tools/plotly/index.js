// The plotly.js of the app: the kinds of pictures that films show, put together as plotly.js itself describes for custom
// bundles. The whole of it draws maps, pies and 40 more kinds, is more than twice as large, and takes a browser a second
// longer to start. `make plotly` writes ui/player/plotly.min.js.gz; the version is that of the Python package plotly.

const Plotly = require("plotly.js/lib/core"); // scatter is part of it
Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/scatter3d"),
  require("plotly.js/lib/surface"),
]);
module.exports = Plotly;
