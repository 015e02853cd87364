package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.PlanId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Plans of floors and grounds, with the cameras on them. Every call may block for the database and throws {@link VmsException}
 * with {@link ErrorCode#STORE_UNAVAILABLE} while it is away. Safe for use by several threads.
 */
@ProviderType
public interface PlanStore {

    /** By name. */
    List<Plan> plans();

    Optional<Plan> plan(PlanId id);

    /** The bytes of a plan's picture. */
    Optional<byte[]> picture(PlanId id);

    /**
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS} when the site has one of this name, {@link ErrorCode#NOT_FOUND} when
     *     there is no such site or camera
     */
    void insert(Plan plan, byte[] picture);

    /**
     * Puts a plan in the place of the one before it.
     *
     * @param plan with the revision that follows the one that is replaced
     * @param picture empty to keep the one there is
     * @throws VmsException {@link ErrorCode#CHANGED_MEANWHILE} when the one there is of another revision, else as {@link #insert}
     */
    void replace(Plan plan, Optional<byte[]> picture);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void delete(PlanId id);

    /**
     * A plan.
     *
     * @param picture what is known of its picture
     * @param revision grows by one with each change
     */
    record Plan(
            PlanId id,
            SiteId site,
            String name,
            Picture picture,
            List<PlacedCamera> cameras,
            long revision,
            Instant changedAt) {

        public Plan {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(picture, "picture");
            Objects.requireNonNull(changedAt, "changedAt");
            cameras = List.copyOf(cameras);
            if (name.isBlank()) {
                throw new IllegalArgumentException("a plan has a name");
            }
            if (revision < 1) {
                throw new IllegalArgumentException("revision " + revision);
            }
            Set<CameraId> known = new HashSet<>();
            if (!cameras.stream().allMatch(placed -> known.add(placed.camera()))) {
                throw new IllegalArgumentException("a camera stands on a plan but once");
            }
        }
    }

    /**
     * A picture.
     *
     * @param mediaType such as {@code image/png}
     * @param width in pixels
     * @param height in pixels
     * @param sha256 of its bytes, in hexadecimal
     */
    record Picture(String mediaType, int width, int height, String sha256) {

        public Picture {
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(sha256, "sha256");
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException("a picture of " + width + " by " + height);
            }
        }
    }

    /**
     * A camera on a plan.
     *
     * @param x from the left, as a part of the picture's width
     * @param y from the top, as a part of its height
     * @param direction in which it looks, in degrees from the top of the plan, to the right: 0 to less than 360
     * @param angle of view in degrees, 0 to 360; 0 where it is not known
     * @param reach how far it sees, as a part of the picture's longer side, 0 to 1
     */
    record PlacedCamera(CameraId camera, double x, double y, double direction, double angle, double reach) {

        public PlacedCamera {
            Objects.requireNonNull(camera, "camera");
            if (!(isPart(x) && isPart(y) && isPart(reach))) {
                throw new IllegalArgumentException("places and reach are from 0 to 1");
            }
            if (!(direction >= 0 && direction < 360 && angle >= 0 && angle <= 360)) {
                throw new IllegalArgumentException("directions are from 0 to less than 360, angles from 0 to 360");
            }
        }

        private static boolean isPart(double value) {
            return value >= 0 && value <= 1;
        }
    }
}
