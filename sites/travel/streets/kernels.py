# ruff: noqa: ANN001, ANN202, C901, PLR0912, PLR0913, PLR0915, PLR0917 - numba infers types, and
# a kernel is one long loop over many plain arrays.
# mypy: disable-error-code="no-untyped-def"
"""Hold the loops over streets that numpy cannot express; compiled once, then kept on disk.

Every label is a triple (time, place rank, length), compared in that order: the quickest trip
wins, then the lowest place_id, then the shortest way. Whole numbers make this exact.
"""

from heapq import heappop, heappush
from typing import Any, Final

import numpy as np
from numba import njit

FAR: Final = np.iinfo(np.int64).max // 4  # farther than any trip, and safe to add up

compiled = njit(cache=True, nogil=True)


def _walk_chains(indptr, incident, u, v, one_way, through):
    """Follow every chain between nodes that are not mere bends; leftover rings start anywhere."""
    count, nodes_n = len(u), len(indptr) - 1
    done = np.zeros(count, dtype=np.bool_)
    first = np.zeros(count + 1, dtype=np.int64)
    nodes = np.empty(2 * count, dtype=np.int64)
    steps = np.empty(count, dtype=np.int64)
    chains = at = step = 0
    for ring in range(2):
        for start in range(nodes_n):
            if ring == 0 and through[start]:
                continue
            for i in range(indptr[start], indptr[start + 1]):
                s = incident[i]
                if done[s] or (one_way[s] and u[s] != start):
                    continue
                here = start
                nodes[at] = here
                at += 1
                while True:
                    done[s] = True
                    steps[step] = s
                    step += 1
                    here = v[s] if u[s] == here else u[s]
                    nodes[at] = here
                    at += 1
                    if here == start or not through[here]:
                        break
                    p = indptr[here]
                    s = incident[p] if incident[p] != s else incident[p + 1]
                chains += 1
                first[chains] = at
    return first[: chains + 1].copy(), nodes[:at].copy(), steps[:step].copy()


walk_chains: Any = compiled(_walk_chains)


def _sweep(
    indptr, head, time, length, node, ns, rank, um, shift, slots, best_ns, best_rank, best_um
):
    """Give every node its nearest seed: buckets of ``2**shift`` ns, corrected until stable.

    Within a bucket the order is free, so a node can be improved after it was expanded; it is
    then expanded again. All that is queued lies within ``slots`` buckets of the current one.
    """
    top = np.full(slots, -1, dtype=np.int32)
    after = np.empty(len(best_ns), dtype=np.int32)
    before = np.empty(len(best_ns), dtype=np.int32)
    slot = np.full(len(best_ns), -1, dtype=np.int32)
    mask = slots - 1
    queued = 0
    now = FAR
    for i in range(len(node)):
        n = node[i]
        if ns[i] < best_ns[n] or (
            ns[i] == best_ns[n]
            and (rank[i] < best_rank[n] or (rank[i] == best_rank[n] and um[i] < best_um[n]))
        ):
            best_ns[n] = ns[i]
            best_rank[n] = rank[i]
            best_um[n] = um[i]
    for i in range(len(node)):
        n = node[i]
        if slot[n] < 0:
            b = (best_ns[n] >> shift) & mask
            slot[n] = b
            before[n] = -1
            after[n] = top[b]
            if top[b] >= 0:
                before[top[b]] = n
            top[b] = n
            queued += 1
            now = min(now, best_ns[n] >> shift)
    while queued > 0:
        b = now & mask
        n = top[b]
        if n < 0:
            now += 1
            continue
        top[b] = after[n]
        if after[n] >= 0:
            before[after[n]] = -1
        slot[n] = -1
        queued -= 1
        d = best_ns[n]
        r = best_rank[n]
        far = best_um[n]
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = d + time[a]
            old = best_ns[to]
            if new > old:
                continue
            if new == old:
                if r > best_rank[to]:
                    continue
                if r == best_rank[to] and far + length[a] >= best_um[to]:
                    continue
            best_ns[to] = new
            best_rank[to] = r
            best_um[to] = far + length[a]
            b = (new >> shift) & mask
            was = slot[to]
            if was == b:
                continue
            if was >= 0:
                if before[to] >= 0:
                    after[before[to]] = after[to]
                else:
                    top[was] = after[to]
                if after[to] >= 0:
                    before[after[to]] = before[to]
            else:
                queued += 1
            slot[to] = b
            before[to] = -1
            after[to] = top[b]
            if top[b] >= 0:
                before[top[b]] = to
            top[b] = to


sweep: Any = compiled(_sweep)


def _sweep_k(indptr, head, time, length, node, ns, rank, um, k):
    """Give every node its k nearest distinct seeds, settled in (time, rank, length) order."""
    size = len(indptr) - 1
    best_ns = np.full((size, k), FAR, dtype=np.int64)
    best_rank = np.full((size, k), -1, dtype=np.int64)
    best_um = np.zeros((size, k), dtype=np.int64)
    have = np.zeros(size, dtype=np.int64)
    heap = [(ns[i], rank[i], um[i], np.int64(node[i])) for i in range(0)]
    for i in range(len(node)):
        heappush(heap, (ns[i], rank[i], um[i], np.int64(node[i])))
    while len(heap) > 0:
        d, r, far, n = heappop(heap)
        if have[n] == k:
            continue
        known = False
        for j in range(have[n]):
            known |= best_rank[n, j] == r
        if known:
            continue
        best_ns[n, have[n]] = d
        best_rank[n, have[n]] = r
        best_um[n, have[n]] = far
        have[n] += 1
        for a in range(indptr[n], indptr[n + 1]):
            if have[head[a]] < k:
                heappush(heap, (d + time[a], r, far + length[a], np.int64(head[a])))
    return best_ns, best_rank, best_um


sweep_k: Any = compiled(_sweep_k)


def _offer(ns, rank, um, row, new_ns, new_rank, new_um):
    """Put a label into a sorted row if it belongs there; a place stands in a row once."""
    k = ns.shape[1]
    at = k
    for j in range(k):
        if (
            new_ns < ns[row, j]
            or (new_ns == ns[row, j] and new_rank < rank[row, j])
            or (new_ns == ns[row, j] and new_rank == rank[row, j] and new_um < um[row, j])
        ):
            at = j
            break
        if rank[row, j] == new_rank:
            return
    if at == k:
        return
    last = k - 1
    for j in range(at, k):
        if rank[row, j] == new_rank:
            last = j
            break
    for j in range(last, at, -1):
        ns[row, j] = ns[row, j - 1]
        rank[row, j] = rank[row, j - 1]
        um[row, j] = um[row, j - 1]
    ns[row, at] = new_ns
    rank[row, at] = new_rank
    um[row, at] = new_um


_offer_c: Any = compiled(_offer)


def _answers(
    end,
    end_ns,
    end_um,
    chain,
    at_ns,
    at_um,
    leg_ns,
    leg_um,
    one_way,
    label_ns,
    label_rank,
    label_um,
    near_ptr,
    near,
    near_at_ns,
    near_at_um,
    near_leg_ns,
    near_leg_um,
    near_rank,
    outward,
    k,
):
    """Return the k nearest places of each point: over either end of its chain, or along it."""
    count = len(chain)
    ns = np.full((count, k), FAR, dtype=np.int64)
    rank = np.full((count, k), -1, dtype=np.int64)
    um = np.zeros((count, k), dtype=np.int64)
    for i in range(count):
        c = chain[i]
        if c < 0:
            continue
        for side in range(2):
            n = end[i, side]
            if n < 0:
                continue
            for j in range(label_ns.shape[1]):
                if label_ns[n, j] >= FAR:
                    break
                _offer_c(
                    ns, rank, um, i,
                    label_ns[n, j] + end_ns[i, side] + leg_ns[i], label_rank[n, j],
                    label_um[n, j] + end_um[i, side] + leg_um[i],
                )  # fmt: skip
        for q in range(near_ptr[c], near_ptr[c + 1]):
            p = near[q]
            gap = near_at_um[p] - at_um[i] if outward else at_um[i] - near_at_um[p]
            if one_way[c] and gap < 0:
                continue
            _offer_c(
                ns, rank, um, i,
                abs(near_at_ns[p] - at_ns[i]) + leg_ns[i] + near_leg_ns[p], near_rank[p],
                abs(gap) + leg_um[i] + near_leg_um[p],
            )  # fmt: skip
    return ns, rank, um


answers: Any = compiled(_answers)


def _everywhere(
    first,
    along_ns,
    chain_u,
    chain_v,
    one_way,
    ends_only,
    gate,
    label_ns,
    label_rank,
    near_ptr,
    near,
    near_at_ns,
    near_at_um,
    along_um,
    near_leg_ns,
    near_rank,
    order,
    outward,
):
    """Return the nearest place of every vertex of every chain: (time, row), FAR and -1 if none.

    ``gate`` says in which layer a private chain's own ends are read.
    """
    count = len(along_ns)
    ns = np.empty(count, dtype=np.int64)
    rank = np.empty(count, dtype=np.int32)
    for c in range(len(chain_u)):
        lo, hi = first[c], first[c + 1]
        a, b = chain_u[c], chain_v[c]
        if ends_only[c]:
            a, b = gate[a], gate[b]
        whole = along_ns[hi - 1]
        a_ns, a_rank, b_ns, b_rank = label_ns[a], label_rank[a], label_ns[b], label_rank[b]
        via_a = not one_way[c] or not outward
        via_b = not one_way[c] or outward
        for q in range(lo, hi):
            if q == lo and not ends_only[c]:  # on a junction every drive is open
                a_ns, a_rank = label_ns[gate[a]], label_rank[gate[a]]
            elif q == lo + 1 and not ends_only[c]:
                a_ns, a_rank = label_ns[a], label_rank[a]
            if q == hi - 1 and not ends_only[c]:
                b_ns, b_rank = label_ns[gate[b]], label_rank[gate[b]]
            best, who = np.int64(FAR), np.int64(-1)
            if (via_a or q == lo) and a_ns < FAR:
                best, who = a_ns + along_ns[q], a_rank
            if (via_b or q == hi - 1) and b_ns < FAR:
                new = b_ns + whole - along_ns[q]
                if new < best or (new == best and b_rank < who):
                    best, who = new, b_rank
            ns[q] = best
            rank[q] = who
        for w in range(near_ptr[c], near_ptr[c + 1]):
            p = near[w]
            for q in range(lo, hi):
                gap = near_at_um[p] - along_um[q] if outward else along_um[q] - near_at_um[p]
                if one_way[c] and gap < 0:
                    continue
                new = abs(near_at_ns[p] - along_ns[q]) + near_leg_ns[p]
                if new < ns[q] or (new == ns[q] and near_rank[p] < rank[q]):
                    ns[q] = new
                    rank[q] = near_rank[p]
        for q in range(lo, hi):
            if rank[q] >= 0:
                rank[q] = order[rank[q]]
    return ns, rank


everywhere: Any = compiled(_everywhere)


def _sums(
    indptr,
    head,
    time,
    end,
    end_ns,
    chain,
    at_ns,
    at_um,
    leg_ns,
    one_way,
    door_ptr,
    door_place,
    door_ns,
    near_ptr,
    near,
    near_at_ns,
    near_at_um,
    near_leg_ns,
    outward,
    weight,
    limit_ns,
):
    """Return per point the weight of the places within a limit, by one bounded search each."""
    size = len(indptr) - 1
    total = np.zeros(len(chain), dtype=np.float64)
    best = np.full(size, FAR, dtype=np.int64)
    seen = np.full(len(weight), -1, dtype=np.int64)
    found = np.empty(len(weight), dtype=np.int64)
    touched = np.empty(size, dtype=np.int64)
    heap = [(np.int64(0), np.int64(0)) for i in range(0)]
    for i in range(len(chain)):
        c = chain[i]
        if c < 0:
            continue
        count = reached = 0
        for q in range(near_ptr[c], near_ptr[c + 1]):
            p = near[q]
            gap = near_at_um[p] - at_um[i] if outward else at_um[i] - near_at_um[p]
            if one_way[c] and gap < 0:
                continue
            if abs(near_at_ns[p] - at_ns[i]) + leg_ns[i] + near_leg_ns[p] <= limit_ns:
                seen[p] = i
                found[count] = p
                count += 1
        for side in range(2):
            n = end[i, side]
            if n >= 0 and end_ns[i, side] + leg_ns[i] <= limit_ns:
                new = end_ns[i, side] + leg_ns[i]
                if best[n] == FAR:
                    touched[reached] = n
                    reached += 1
                if new < best[n]:
                    best[n] = new
                    heappush(heap, (new, np.int64(n)))
        while len(heap) > 0:
            d, n = heappop(heap)
            if d > best[n]:
                continue
            for q in range(door_ptr[n], door_ptr[n + 1]):
                p = door_place[q]
                if seen[p] != i and d + door_ns[q] <= limit_ns:
                    seen[p] = i
                    found[count] = p
                    count += 1
            for a in range(indptr[n], indptr[n + 1]):
                new = d + time[a]
                to = head[a]
                if new <= limit_ns and new < best[to]:
                    if best[to] == FAR:
                        touched[reached] = to
                        reached += 1
                    best[to] = new
                    heappush(heap, (new, np.int64(to)))
        for q in range(reached):
            best[touched[q]] = FAR
        order = np.sort(found[:count])  # sums of floats in one order: reruns agree to the bit
        for q in range(count):
            total[i] += weight[order[q]]
    return total


sums: Any = compiled(_sums)


def _path(indptr, head, time, length, start, start_ns, start_um, goal, goal_ns, goal_um):
    """Return the quickest way from one of two starts to one of two goals, as arcs in order.

    Also the total time, the start and the goal used (-1 where there is no way).
    """
    size = len(indptr) - 1
    best = np.full(size, FAR, dtype=np.int64)
    far = np.full(size, FAR, dtype=np.int64)
    via = np.full(size, -1, dtype=np.int64)
    came = np.full(size, -1, dtype=np.int64)
    heap = [(np.int64(0), np.int64(0), np.int64(0)) for i in range(0)]
    for s in range(len(start)):
        n = start[s]
        if n >= 0 and (start_ns[s], start_um[s]) < (best[n], far[n]):
            best[n] = start_ns[s]
            far[n] = start_um[s]
            came[n] = -1 - s
            heappush(heap, (best[n], far[n], np.int64(n)))
    total, total_um, at_goal = np.int64(FAR), np.int64(FAR), -1
    while len(heap) > 0:
        d, m, n = heappop(heap)
        if d > total:
            break
        if d > best[n] or m > far[n]:
            continue
        for g in range(len(goal)):
            if goal[g] == n and (d + goal_ns[g], m + goal_um[g]) < (total, total_um):
                total, total_um, at_goal = d + goal_ns[g], m + goal_um[g], g
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new, long = d + time[a], m + length[a]
            if new < best[to] or (new == best[to] and long < far[to]):
                best[to] = new
                far[to] = long
                via[to] = a
                came[to] = n
                heappush(heap, (new, long, np.int64(to)))
    arcs = [np.int64(0) for i in range(0)]
    at_start = -1
    if at_goal >= 0:
        n = np.int64(goal[at_goal])
        while came[n] >= 0:
            arcs.append(via[n])
            n = came[n]
        at_start = -1 - came[n]
    return total, total_um, at_start, at_goal, np.array(arcs, dtype=np.int64)[::-1].copy()


path: Any = compiled(_path)


def _grid_of(x, y, first, can_snap, west, south, cell, columns, rows):
    """Return the segments (by their first vertex) that touch each cell, in compressed rows."""
    start = np.zeros(columns * rows + 1, dtype=np.int64)
    held = np.empty(0, dtype=np.int32)
    chain = np.empty(0, dtype=np.int32)
    for turn in range(2):
        for c in range(len(first) - 1):
            if not can_snap[c]:
                continue
            for q in range(first[c], first[c + 1] - 1):
                left, right = min(x[q], x[q + 1]), max(x[q], x[q + 1])
                slope = 0.0 if x[q] == x[q + 1] else (y[q + 1] - y[q]) / (x[q + 1] - x[q])
                low_y, high_y = min(y[q], y[q + 1]), max(y[q], y[q + 1])
                for i in range(int((left - west) / cell), int((right - west) / cell) + 1):
                    at_l = max(left, west + i * cell)
                    at_r = min(right, west + (i + 1) * cell)
                    y_l, y_r = y[q] + slope * (at_l - x[q]), y[q] + slope * (at_r - x[q])
                    low, high = min(y_l, y_r), max(y_l, y_r)
                    if x[q] == x[q + 1]:
                        low, high = low_y, high_y
                    # A hair wider than exact: rounding must not lose a segment at a cell's edge.
                    low, high = max(low - 0.01, low_y), min(high + 0.01, high_y)
                    for j in range(int((low - south) / cell), int((high - south) / cell) + 1):
                        g = i * rows + j
                        if turn == 0:
                            start[g + 1] += 1
                        else:
                            held[start[g]] = q
                            chain[start[g]] = c
                            start[g] += 1
        if turn == 0:
            start = np.cumsum(start)
            held = np.empty(start[-1], dtype=np.int32)
            chain = np.empty(start[-1], dtype=np.int32)
    start[1:] = start[:-1].copy()
    start[0] = 0
    return start, held, chain


grid_of: Any = compiled(_grid_of)


def _snap(px, py, x, y, start, held, chain, chain_ok, west, south, cell, columns, rows, max_m):
    """Return each point's nearest street: first vertex of the segment, fraction along, metres.

    Of equally near segments the lowest chain, then the lowest vertex; -1 beyond ``max_m``.
    """
    found = np.full(len(px), -1, dtype=np.int64)
    on = np.full(len(px), -1, dtype=np.int64)
    part = np.zeros(len(px), dtype=np.float64)
    away = np.full(len(px), np.inf, dtype=np.float64)
    for i in range(len(px)):
        ci = int(np.floor((px[i] - west) / cell))
        cj = int(np.floor((py[i] - south) / cell))
        best = np.int64(np.rint(max_m * 1e6))  # whole micrometres: ties are ties, not rounding
        ring = 0
        while (ring - 1) * cell <= max_m:
            if ring > 0 and found[i] >= 0 and best <= (ring - 1) * cell * 1e6:
                break
            for gi in range(max(ci - ring, 0), min(ci + ring, columns - 1) + 1):
                step = 1 if abs(gi - ci) == ring else max(2 * ring, 1)
                for gj in range(cj - ring, cj + ring + 1, step):
                    if gj < 0 or gj >= rows:
                        continue
                    g = gi * rows + gj
                    for w in range(start[g], start[g + 1]):
                        c = chain[w]
                        if not chain_ok[c]:
                            continue
                        q = held[w]
                        dx, dy = x[q + 1] - x[q], y[q + 1] - y[q]
                        size = dx * dx + dy * dy
                        f = 0.0
                        if size > 0:
                            f = ((px[i] - x[q]) * dx + (py[i] - y[q]) * dy) / size
                        if f <= 0:
                            f, sx, sy = 0.0, x[q], y[q]
                        elif f >= 1:
                            f, sx, sy = 1.0, x[q + 1], y[q + 1]
                        else:
                            sx, sy = x[q] + f * dx, y[q] + f * dy
                        gap = (px[i] - sx) ** 2 + (py[i] - sy) ** 2
                        if gap > (best * 1e-6 + 1e-5) ** 2:
                            continue
                        d = np.int64(np.rint(np.sqrt(gap) * 1e6))
                        if d < best or (
                            d == best
                            and (found[i] < 0 or c < on[i] or (c == on[i] and q < found[i]))
                        ):
                            best = d
                            found[i] = q
                            on[i] = c
                            part[i] = f
            ring += 1
        if found[i] >= 0:
            away[i] = best * 1e-6
    return found, on, part, away


snap: Any = compiled(_snap)


def _table(
    indptr,
    head,
    time,
    end,
    end_ns,
    chain,
    at_ns,
    at_um,
    leg_ns,
    goal,
    goal_ns,
    to_chain,
    to_at_ns,
    to_at_um,
    to_leg_ns,
    one_way,
    outward,
    shift,
    slots,
):
    """Return the (rows, columns) times; one plain sweep a row, FAR where there is no route."""
    size = len(indptr) - 1
    out = np.full((len(chain), len(to_chain)), FAR, dtype=np.int64)
    best = np.empty(size, dtype=np.int64)
    top = np.full(slots, -1, dtype=np.int32)
    after = np.empty(size, dtype=np.int32)
    before = np.empty(size, dtype=np.int32)
    slot = np.full(size, -1, dtype=np.int32)
    mask = slots - 1
    for i in range(len(chain)):
        c = chain[i]
        if c < 0:
            continue
        best[:] = FAR
        queued = 0
        now = FAR
        for side in range(2):
            n = end[i, side]
            if n >= 0 and end_ns[i, side] < best[n]:
                best[n] = end_ns[i, side]
        for side in range(2):
            n = end[i, side]
            if n >= 0 and slot[n] < 0:
                b = (best[n] >> shift) & mask
                slot[n] = b
                before[n] = -1
                after[n] = top[b]
                if top[b] >= 0:
                    before[top[b]] = n
                top[b] = n
                queued += 1
                now = min(now, best[n] >> shift)
        while queued > 0:
            b = now & mask
            n = top[b]
            if n < 0:
                now += 1
                continue
            top[b] = after[n]
            if after[n] >= 0:
                before[after[n]] = -1
            slot[n] = -1
            queued -= 1
            d = best[n]
            for a in range(indptr[n], indptr[n + 1]):
                to = head[a]
                new = d + time[a]
                if new >= best[to]:
                    continue
                best[to] = new
                b = (new >> shift) & mask
                was = slot[to]
                if was == b:
                    continue
                if was >= 0:
                    if before[to] >= 0:
                        after[before[to]] = after[to]
                    else:
                        top[was] = after[to]
                    if after[to] >= 0:
                        before[after[to]] = before[to]
                else:
                    queued += 1
                slot[to] = b
                before[to] = -1
                after[to] = top[b]
                if top[b] >= 0:
                    before[top[b]] = to
                top[b] = to
        for j in range(len(to_chain)):
            if to_chain[j] < 0:
                continue
            found = np.int64(FAR)
            for side in range(2):
                n = goal[j, side]
                if n >= 0 and best[n] < FAR:
                    found = min(found, best[n] + goal_ns[j, side])
            if to_chain[j] == c:
                gap = to_at_um[j] - at_um[i] if outward else at_um[i] - to_at_um[j]
                if gap >= 0 or not one_way[c]:
                    found = min(found, abs(to_at_ns[j] - at_ns[i]))
            if found < FAR:
                out[i, j] = found + leg_ns[i] + to_leg_ns[j]
    return out


table: Any = compiled(_table)
