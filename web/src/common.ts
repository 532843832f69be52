/**
 * What more than one screen needs, in one file that is fetched with the page. Whatever is fetched
 * later imports this, so that the build finds one common part and gives it one name; what two of
 * them share and this does not name would need a second, which scripts/web refuses.
 */
import "./act";
import "./charts/Bullet";
import "./charts/FanChart";
import "./keys";
import "./map/palette";
import "./map/shape";
import "./parts/ActFailure";
import "./parts/Figure";
import "./parts/Filters";
import "./parts/GradeBadge";
import "./parts/States";
import "./parts/follow";
import "./shared";
