// Nearest of several categories from every node, with its identity: the plain reference.
// A binary heap (std::priority_queue) on the uncontracted graph, compressed rows, whole numbers.
// Reads little-endian int64 from stdin: nodes, arcs, categories, indptr, head, time, then per
// category the number of seeds and the seeds. Writes the CPU seconds of the searches to stderr
// and per category all times and all places (-1: none) as int64 to stdout.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

static std::vector<int64_t> read(size_t count) {
  std::vector<int64_t> values(count);
  if (std::fread(values.data(), 8, count, stdin) != count) std::exit(1);
  return values;
}

int main() {
  const auto size = read(3);
  const size_t nodes = size[0];
  const auto wide_ptr = read(nodes + 1), wide_head = read(size[1]), time = read(size[1]);
  const std::vector<int32_t> indptr(wide_ptr.begin(), wide_ptr.end());
  const std::vector<int32_t> head(wide_head.begin(), wide_head.end());
  const int64_t far = std::numeric_limits<int64_t>::max();
  double seconds = 0;
  for (int64_t category = 0; category < size[2]; ++category) {
    const auto seeds = read(read(1)[0]);
    const std::clock_t begin = std::clock();
    std::vector<int64_t> best(nodes, far);
    std::vector<int32_t> place(nodes, -1);
    using Entry = std::pair<int64_t, int32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> heap;
    for (size_t i = 0; i < seeds.size(); ++i) {
      if (best[seeds[i]] == 0) continue;  // an earlier place stands on the same node
      best[seeds[i]] = 0;
      place[seeds[i]] = static_cast<int32_t>(i);
      heap.push({0, static_cast<int32_t>(seeds[i])});
    }
    while (!heap.empty()) {
      const auto [d, n] = heap.top();
      heap.pop();
      if (d > best[n]) continue;
      for (int32_t a = indptr[n]; a < indptr[n + 1]; ++a) {
        const int64_t candidate = d + time[a];
        const int32_t to = head[a];
        if (candidate < best[to]) {
          best[to] = candidate;
          place[to] = place[n];
          heap.push({candidate, to});
        } else if (candidate == best[to] && place[n] < place[to]) {
          place[to] = place[n];  // ties go to the lowest place
        }
      }
    }
    seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const std::vector<int64_t> wide(place.begin(), place.end());
    std::fwrite(best.data(), 8, nodes, stdout);
    std::fwrite(wide.data(), 8, nodes, stdout);
  }
  std::fprintf(stderr, "%.4f\n", seconds);
  return 0;
}
