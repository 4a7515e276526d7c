-- OSRM's own profile of a mode, made like ours one rule at a time.
-- Ahead of this text stand: PROFILES, BASE, RULES, and the flags TURNS, SPEEDS, ACCESS.
package.path = PROFILES .. "/?.lua;" .. package.path
local base = dofile(PROFILES .. "/" .. BASE .. ".lua")
local OURS = { foot = mode.walking, bicycle = mode.cycling, car = mode.driving }

-- What we read: per way "w id forward backward private doors seconds" (km/h), per node "n id".
local ways, shut = {}, {}
if SPEEDS or ACCESS then
  for line in io.lines(RULES) do
    local kind, id, rest = line:match("^(%a) (%d+) ?(.*)$")
    if kind == "w" then
      local along, back, private, doors, seconds = rest:match("^(%S+) (%S+) (%d) (%d) (%S+)$")
      ways[tonumber(id)] = {
        along = tonumber(along), back = tonumber(back), private = private == "1",
        doors = doors == "1", seconds = tonumber(seconds),
      }
    elseif kind == "n" then
      shut[tonumber(id)] = true
    end
  end
end

local function setup()
  local profile = base.setup()
  if TURNS then
    profile.properties.use_turn_restrictions = false
    profile.properties.u_turn_penalty = 0
    profile.properties.traffic_signal_penalty = 0
  end
  return profile
end

local function close(result)
  result.forward_mode = mode.inaccessible
  result.backward_mode = mode.inaccessible
end

local function admit(result, mine)
  result.forward_mode = mine.along > 0 and OURS[BASE] or mode.inaccessible
  result.backward_mode = mine.back > 0 and OURS[BASE] or mode.inaccessible
  result.forward_speed, result.backward_speed = mine.along, mine.back
  result.forward_restricted, result.backward_restricted = mine.private, mine.private
  result.is_startpoint = mine.doors
  result.duration, result.weight = mine.seconds, mine.seconds
end

local function process_way(profile, way, result, relations)
  base.process_way(profile, way, result, relations)
  local mine = ways[way:id()]
  if ACCESS then
    if mine then admit(result, mine) else close(result) end
  elseif SPEEDS and mine then
    if result.forward_speed > 0 and mine.along > 0 then result.forward_speed = mine.along end
    if result.backward_speed > 0 and mine.back > 0 then result.backward_speed = mine.back end
    result.duration, result.weight = mine.seconds, mine.seconds
  end
  -- The quickest trip counts, not the one that OSRM would rather have people drive.
  result.forward_rate, result.backward_rate = -1, -1
  if result.forward_speed > 0 then result.forward_rate = result.forward_speed / 3.6 end
  if result.backward_speed > 0 then result.backward_rate = result.backward_speed / 3.6 end
  if result.duration > 0 then result.weight = result.duration end
end

local function process_node(profile, node, result, relations)
  if not ACCESS then
    base.process_node(profile, node, result, relations)
  elseif shut[node:id()] then
    obstacle_map:add(node, Obstacle.new(obstacle_type.barrier))
  end
end

local function process_turn(profile, turn)
  if TURNS then
    turn.duration, turn.weight = 0, 0
  elseif base.process_turn then
    base.process_turn(profile, turn)
    turn.weight = turn.duration
  end
  -- A private street begins or ends a trip, and is passed by none: its price is no time.
  if not turn.source_restricted and turn.target_restricted then
    turn.weight = constants.max_turn_weight
  end
end

return {
  setup = setup,
  process_way = process_way,
  process_node = process_node,
  process_turn = process_turn,
}
