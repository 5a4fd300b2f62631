"""What is made, taken over and deleted in one piece with its mark: Redis runs a script as a whole, or not at all.

So there is no moment in which a run could die and leave something that the next one could not tell from somebody
else's. Each answers with one word: `done`, or why not.
"""

from __future__ import annotations

MAKE_STREAM = """
local scope, digest, address = ARGV[1], ARGV[2], ARGV[3]
local mark = redis.call('HGET', KEYS[1], address)
local ours = mark and string.sub(mark, 1, #scope + 1) == scope .. ' '
if mark and not ours then return 'theirs' end
local type = redis.call('TYPE', KEYS[2]).ok
if type ~= 'none' and not (ours and type == 'stream') then return 'there' end
if type == 'none' then
  redis.call('XGROUP', 'CREATE', KEYS[2], 'treaty', '0', 'MKSTREAM')
  redis.call('XGROUP', 'DESTROY', KEYS[2], 'treaty')
end
redis.call('HSET', KEYS[1], address, scope .. ' ' .. digest)
return 'done'
"""
"""An empty stream: a group makes it without a message, and goes again."""

REPLACE_STREAM = """
local scope, digest, address = ARGV[1], ARGV[2], ARGV[3]
local mark = redis.call('HGET', KEYS[1], address)
if not mark or string.sub(mark, 1, #scope + 1) ~= scope .. ' ' then return 'theirs' end
if redis.call('TYPE', KEYS[2]).ok ~= 'stream' then
  redis.call('UNLINK', KEYS[2])
  redis.call('XGROUP', 'CREATE', KEYS[2], 'treaty', '0', 'MKSTREAM')
  redis.call('XGROUP', 'DESTROY', KEYS[2], 'treaty')
end
redis.call('HSET', KEYS[1], address, scope .. ' ' .. digest)
return 'done'
"""
"""A stream in the place of a key of another type, which somebody put where our stream was."""

MAKE_GROUP = """
local scope, digest, address, group, start = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local mark = redis.call('HGET', KEYS[1], address)
local ours = mark and string.sub(mark, 1, #scope + 1) == scope .. ' '
if mark and not ours then return 'theirs' end
if redis.call('TYPE', KEYS[2]).ok ~= 'stream' then return 'streamless' end
for _, found in ipairs(redis.call('XINFO', 'GROUPS', KEYS[2])) do
  if found[2] == group and not ours then return 'there' end
  if found[2] == group then start = nil end
end
if start then redis.call('XGROUP', 'CREATE', KEYS[2], group, start) end
redis.call('HSET', KEYS[1], address, scope .. ' ' .. digest)
return 'done'
"""

MARK = """
local scope, digest, address = ARGV[1], ARGV[2], ARGV[3]
local mark = redis.call('HGET', KEYS[1], address)
if mark and string.sub(mark, 1, #scope + 1) ~= scope .. ' ' then return 'theirs' end
redis.call('HSET', KEYS[1], address, scope .. ' ' .. digest)
return 'done'
"""
"""A mark alone, for what is taken over as it is."""

DELETE_STREAM = """
local scope, address, empty = ARGV[1], ARGV[2], ARGV[3] == 'empty'
local mark = redis.call('HGET', KEYS[1], address)
if not mark or string.sub(mark, 1, #scope + 1) ~= scope .. ' ' then return 'theirs' end
if redis.call('TYPE', KEYS[2]).ok == 'stream' then
  if empty and redis.call('XLEN', KEYS[2]) > 0 then return 'filled' end
  if #redis.call('XINFO', 'GROUPS', KEYS[2]) > 0 then return 'read' end
end
redis.call('UNLINK', KEYS[2])
redis.call('HDEL', KEYS[1], address)
return 'done'
"""

DELETE_GROUP = """
local scope, address, empty, group = ARGV[1], ARGV[2], ARGV[3] == 'empty', ARGV[4]
local mark = redis.call('HGET', KEYS[1], address)
if not mark or string.sub(mark, 1, #scope + 1) ~= scope .. ' ' then return 'theirs' end
if redis.call('TYPE', KEYS[2]).ok == 'stream' then
  for _, found in ipairs(redis.call('XINFO', 'GROUPS', KEYS[2])) do
    if found[2] == group then
      local told = {}
      for at = 1, #found, 2 do told[found[at]] = found[at + 1] end
      if empty and (told.pending > 0 or told.lag ~= 0) then return 'filled' end
      redis.call('XGROUP', 'DESTROY', KEYS[2], group)
    end
  end
end
redis.call('HDEL', KEYS[1], address)
return 'done'
"""

FORGET = """
local scope = ARGV[1]
for at = 2, #ARGV do
  local mark = redis.call('HGET', KEYS[1], ARGV[at])
  if mark and string.sub(mark, 1, #scope + 1) == scope .. ' ' then redis.call('HDEL', KEYS[1], ARGV[at]) end
end
return 'done'
"""
"""Marks alone, of what is not there any more."""

RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'done'
"""

RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'done'
"""
