INSERT INTO view_state (one, shape, offset_minutes, upto)
VALUES (1, :shape, :offset_minutes, :upto)
ON CONFLICT (one) DO UPDATE
SET shape = excluded.shape, offset_minutes = excluded.offset_minutes, upto = excluded.upto
